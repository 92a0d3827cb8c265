using System.Collections;
using System.Text.RegularExpressions;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>The documentation says about each error id what the module's catalog says.</summary>
public sealed partial class ErrorCatalogTests
{
    private static readonly string Docs = Path.GetFullPath("../../docs", Path.GetDirectoryName(Shell.Manifest)!);

    private static readonly Entry[] Catalog = [.. ((IEnumerable)ModuleAssembly.Cmdlet("Common.Errors.ErrorCatalog")
        .GetProperty("All", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.GetValue(null)!).Cast<object>().Select(Read)];

    // PowerShell reports it by itself; the pages name it as well.
    private const string OfPowerShell = "AmbiguousParameterSet";

    [Fact]
    public void It_has_every_code_of_the_client_once() => Assert.Equal(
        Enum.GetNames(ModuleAssembly.OfClient("ErrorCode")).Concat(["SelectionRequired", "UriInvalid", "TopicFilterInvalid", "KeepRuleRequired", "ModuleFileInvalid"]).Order(StringComparer.Ordinal),
        Catalog.Select(entry => entry.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_meaning_is_the_rest_of_a_sentence_and_each_advice_a_sentence() => Assert.All(Catalog, entry =>
    {
        Assert.Matches("^[a-z-].*[^.]$", entry.Meaning);
        Assert.Matches(@"^[A-Z].*(\.|COMPLETED)$", entry.Advice);
    });

    [Fact]
    public void The_table_of_errors_has_its_ids_categories_meanings_and_advice() => Assert.Equal(
        Catalog.Select(entry => $"{entry.Id} | {entry.Category} | {entry.Meaning} | {entry.Advice}"),
        Lines("errors.md", "| `").Select(row => row.Trim('|', ' ')));

    [Fact]
    public void The_troubleshooting_has_a_section_for_each_id() => Assert.Equal(Catalog.Select(InTroubleshooting).Order(StringComparer.Ordinal), Sections().Order(StringComparer.Ordinal));

    [Fact]
    public void The_about_topic_has_its_ids_and_meanings() => Assert.Equal(
        Catalog.Select(entry => $"- {entry.Id}: {entry.Meaning}").Order(StringComparer.Ordinal),
        Lines("help/about_HiveMQBackup.md", "- `").Where(line => AnId().IsMatch(line) && !line.Contains(OfPowerShell, StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    // The words that stand in code style and end as an error id does.
    [Theory]
    [InlineData("errors.md")]
    [InlineData("troubleshooting.md")]
    [InlineData("unattended.md")]
    [InlineData("restore.md")]
    [InlineData("backup-file.md")]
    [InlineData("help/about_HiveMQBackup.md")]
    public void Every_id_that_a_page_names_exists(string page) => Assert.Empty(
        AnIdInCode().Matches(File.ReadAllText(Path.Combine(Docs, page))).Select(match => match.Groups[1].Value).Except(Catalog.Select(entry => entry.Id)));

    private static string InTroubleshooting(Entry entry) => $"{entry.Id}: {char.ToUpperInvariant(entry.Meaning[0])}{entry.Meaning[1..]}. - {entry.Advice}";

    // Of each section: its heading, its first paragraph, and the first item of its list.
    private static IEnumerable<string> Sections()
    {
        var page = File.ReadAllText(Path.Combine(Docs, "troubleshooting.md")).ReplaceLineEndings("\n");
        foreach (var section in page[page.IndexOf("## By error id", StringComparison.Ordinal)..].Split("\n### ").Skip(1))
        {
            if (section.Split("\n\n", 3) is not [var id, var meaning, var list]) continue;
            if (id == OfPowerShell) continue;
            yield return Plain($"{id}: {meaning} {list.Split("\n- ")[0].Split("\n\n")[0]}");
        }
    }

    private static IEnumerable<string> Lines(string page, string start) =>
        File.ReadLines(Path.Combine(Docs, page)).Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(Plain);

    // Code in Markdown is a command in quotation marks in plain text, or has no marks at all.
    private static string Plain(string markdown) => Blanks().Replace(markdown.Replace("`", "", StringComparison.Ordinal), " ").Trim();

    private static Entry Read(object entry)
    {
        return new(Text("Id"), Text("Category"), Text("Meaning"), Text("Advice"));

        string Text(string property) => Quoted().Replace(entry.GetType().GetProperty(property)!.GetValue(entry)!.ToString()!, "$1");
    }

    [GeneratedRegex("'(kubectl [^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("^- [A-Z][A-Za-z]+: ")]
    private static partial Regex AnId();

    [GeneratedRegex("`([A-Z][A-Za-z]+(?:Found|Invalid|Unreachable|Unauthorized|Forbidden|Failed|Unavailable|Response|Downloadable|Restorable|Removable|Running|Uncertain|Timeout|Exists|Low|Writable|Incomplete"
        + "|Listed|Corrupt|Mismatch|Required|UnencryptedAuthentication|Parameters))`")]
    private static partial Regex AnIdInCode();

    private sealed record Entry(string Id, string Category, string Meaning, string Advice);
}
