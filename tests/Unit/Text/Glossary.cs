using System.Text.RegularExpressions;

namespace HiveMQBackup.Unit.Text;

/// <summary>Words that this project does not use, since neither kubectl nor PowerShell nor HiveMQ does, and what it says instead.</summary>
/// <param name="Pattern">What is not said; a space also stands for the end of a line.</param>
/// <param name="Say">What is said instead.</param>
internal sealed record Glossary(string Pattern, string Say)
{
    internal static IReadOnlyList<Glossary> Words { get; } =
    [
        new(@"\b(?:tak(?:e|es|en|ing)|took) (?:\w+ )?up again\b", "resume"),
        new(@"\bsign(?:s|ed|ing)?(?:-| )in\b", "credentials, authentication; log in"),
        new(@"\bmay not\b", "is not allowed to; for a possibility, might not"),
        new(@"\brights\b|\b(?:the|that|a|another|missing) right(?= (?:to|is|for|on|of)\b|[.,;:)])|\bask for that right\b", "permission"),
        new(@"\banswer(?:s|ed|ing)?\b", "response, respond"),
        new(@"\bmend(?:s|ed|ing)?\b", "fix"),
        new(@"\banew\b|\bask(?:s|ed|ing)? instead\b|\bask(?:s|ed|ing)? the next\b|\bthe next (?:pod|node|one) is asked\b", "retry, refresh, reconnect, fail over to"),
        new(@"\bupon (?:a|that|this|the|its|their) (?:\w+ )?thread\b|\bthreads? of (?:its|their|our) own\b", "on a dedicated thread"),
        new(@"\b(?:bring|brings|brought) (?:nothing|no byte|no data)\b|\bcounts? as dead\b", "dropped, lost, timed out, idle"),
        new(@"\b(?:is|are|was|were|been|be|stays?|goes|went|falls?) silent\b|\bsilent (?:broker|node|pod|connection|server|kubelet|tunnel)\b", "idle, does not respond"),
        new(@"\bunseen\b", "skips validation of the certificate"),
        new(@"\bwith nothing said\b", "by default"),
        new(@"\bwants\b", "requires"),
        new(@"\b(?:does|do) not take\b(?! (?:long|more|part|place|up)\b)", "rejects, does not accept"),
        new(@"\b(?:try|tries) (?:\d+|[nN]|\0+) of\b", "attempt N of M"),
        new(@"\bdoes one at a time\b", "the broker runs one backup at a time"),
        new(@"\b(?:cancell(?:ed|ing)|spelt|(?:recogni|organi|normali|seriali|initiali)s(?:es?|ed|ing)|behaviours?|colours?|(?:hon|fav)ours?)\b", "the American spelling"),
        new(@"\b(?:nobody|somebody|whoever|whatever)\b", "the name of the actor"),
    ];

    // The property of HiveMQBroker keeps its name, since scripts use it: unlike the verb it has no object and begins no summary. Wants= is systemd's.
    private static readonly Regex Exceptions = new(@"\G(?:(?<!<summary>)Answers\b(?! (?:the|an?|with|every|each|all|one|\d+)\b)|Wants=)", RegexOptions.CultureInvariant);

    private readonly Regex _regex = new(Pattern.Replace(" ", @"[\s#>]+", StringComparison.Ordinal), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Where the words are in a text, as "line: words: say …".</summary>
    internal static IEnumerable<string> Find(string text) =>
        from word in Words
        from Match found in word._regex.Matches(text)
        where !Exceptions.IsMatch(text, found.Index)
        let line = text.AsSpan(0, found.Index).Count('\n') + 1
        orderby line
        select $"{line}: \"{Regex.Replace(found.Value, @"\s+", " ")}\"; say: {word.Say}";
}
