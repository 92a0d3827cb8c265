using System.Text.RegularExpressions;
using HiveMQBackup.Unit.Text;

namespace HiveMQBackup.Unit;

/// <summary>Every relative link of a page leads to a file that exists, and every anchor to a heading of its page.</summary>
public sealed partial class LinkTests
{
    private static IEnumerable<string> Pages => ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", .. Repository.Files("docs", ".md").Select(Repository.Relative)];

    public static TheoryData<string> AllPages => [.. Pages];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Links_lead_somewhere(string page)
    {
        var file = Path.Combine(Repository.Root, page);
        var links = Links().Matches(Text(file)).Select(link => link.Groups["to"].Value);

        Assert.All(links, link => Assert.True(Exists(file, link), $"{page} links to {link}, which does not exist."));
    }

    private static bool Exists(string page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal)) return true;
        var parts = link.Split('#', 2);
        var target = parts[0] == "" ? page : Path.GetFullPath(parts[0], Path.GetDirectoryName(page)!);
        if (parts.Length == 1) return File.Exists(target) || Directory.Exists(target);
        return File.Exists(target) && Headings().Matches(Text(target)).Select(heading => Anchor(heading.Groups["title"].Value)).Contains(parts[1]);
    }

    // As GitHub makes them.
    private static string Anchor(string title) =>
        string.Concat(title.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    // Comments in a code block look like headings.
    private static string Text(string file) => CodeBlocks().Replace(File.ReadAllText(file), "");

    [GeneratedRegex(@"\[[^\]]*\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^#+ (?<title>.*)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
