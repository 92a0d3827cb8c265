using System.Text.RegularExpressions;

namespace HiveMQBackup.Help;

/// <summary>Markdown's text as a console shows it.</summary>
internal static partial class PlainText
{
    /// <summary>Takes the marks of code, stress and links away; a web address stays, in brackets.</summary>
    internal static string Of(string markdown) =>
        string.Concat(Code().Split(markdown).Select((part, i) => i % 2 == 1 ? part : WithoutMarks(part)));

    private static string WithoutMarks(string text) => Link().Replace(text, Shown).Replace("**", "", StringComparison.Ordinal);

    private static string Shown(Match link) => link.Groups["to"].Value.StartsWith("http", StringComparison.Ordinal)
        ? $"{link.Groups["text"]} ({link.Groups["to"]})"
        : link.Groups["text"].Value;

    /// <summary>The addresses that a text links to.</summary>
    internal static IEnumerable<string> Links(string markdown) => Link().Matches(markdown).Select(link => link.Groups["to"].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<to>[^)]+)\)")]
    private static partial Regex Link();
}
