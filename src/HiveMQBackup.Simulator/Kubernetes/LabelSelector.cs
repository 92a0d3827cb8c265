using System.Text.RegularExpressions;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A label selector in the syntax of Kubernetes: =, ==, !=, in, notin, key and !key.</summary>
internal sealed partial class LabelSelector
{
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _requirements = [];

    /// <summary>Parses a selector; an empty one selects everything.</summary>
    /// <exception cref="FormatException">The text is no selector.</exception>
    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        var rest = (text ?? "").Trim();
        while (rest.Length > 0)
        {
            var match = Requirement().Match(rest);
            if (!match.Success)
                throw new FormatException($"unable to parse requirement: found '{rest}', expected: identifier");
            selector._requirements.Add(RequirementOf(match));
            rest = rest[match.Length..];
        }
        return selector;
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.TrueForAll(requirement => requirement(labels));

    private static Func<IReadOnlyDictionary<string, string>, bool> RequirementOf(Match match)
    {
        var key = match.Groups["key"].Value;
        if (match.Groups["not"].Success)
            return labels => !labels.ContainsKey(key);
        if (match.Groups["set"].Success)
        {
            var values = match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
            return match.Groups["set"].Value == "in"
                ? labels => labels.TryGetValue(key, out var value) && values.Contains(value)
                : labels => !labels.TryGetValue(key, out var value) || !values.Contains(value);
        }
        if (!match.Groups["operator"].Success)
            return labels => labels.ContainsKey(key);
        var wanted = match.Groups["value"].Value;
        // As in Kubernetes, != also selects what lacks the label.
        return match.Groups["operator"].Value == "!="
            ? labels => !labels.TryGetValue(key, out var value) || value != wanted
            : labels => labels.TryGetValue(key, out var value) && value == wanted;
    }

    [GeneratedRegex(
        """
        ^\s*(?:
            (?<not>!)\s*(?<key>[\w./-]+)
          | (?<key>[\w./-]+)\s+(?<set>in|notin)\s*\((?<values>[\w.,\s-]*)\)
          | (?<key>[\w./-]+)(?:\s*(?<operator>==|=|!=)\s*(?<value>[\w.-]*))?
        )\s*(?:,(?=\s*\S)|$)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Requirement();
}
