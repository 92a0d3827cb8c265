using System.Buffers;
using System.Globalization;
using System.Text;

namespace HiveMQBackup.Client;

/// <summary>The one place where text from a server or a file is made safe for a terminal.</summary>
/// <remarks>
/// Callers need not think of it: <see cref="HiveMQBackupException"/> and <see cref="Log"/> pass their own text through here, and so
/// do the cmdlets with their output. Call it directly only to shorten a text. Calling it twice does no harm.
/// </remarks>
public static class TerminalText
{
    private const int LongestMessage = 20_000;
    private static readonly SearchValues<char> AfterAuthority = SearchValues.Create("/?# \t\r\n");

    /// <summary>
    /// Replaces control characters, and so every escape sequence, with a visible substitute, line ends with spaces, and truncates
    /// text that is longer than <paramref name="longest"/> characters.
    /// </summary>
    public static string Shorten(string? text, int longest = 200)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var safe = new StringBuilder(Math.Min(text.Length, longest) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (safe.Length >= longest) return safe.Append('…').ToString();
            safe.Append(Safe(rune));
        }
        return safe.ToString();
    }

    /// <summary>A message that holds such text: as <see cref="Shorten"/>, but of any reasonable length, and with no user or password in an address.</summary>
    public static string Sanitize(string? text) => string.IsNullOrEmpty(text) ? "" : Shorten(WithoutUsers(text), LongestMessage);

    /// <summary>Whether the text is safe to show unchanged.</summary>
    public static bool IsSafe(string text) => Shorten(text, int.MaxValue) == text;

    // "https://user:password@host" becomes "https://host".
    private static string WithoutUsers(string text)
    {
        const string Mark = "://";
        for (var mark = text.IndexOf(Mark, StringComparison.Ordinal); mark >= 0; mark = text.IndexOf(Mark, mark + 1, StringComparison.Ordinal))
        {
            var start = mark + Mark.Length;
            var length = text.AsSpan(start).IndexOfAny(AfterAuthority);
            var authority = length < 0 ? text.AsSpan(start) : text.AsSpan(start, length);
            text = text.Remove(start, authority.LastIndexOf('@') + 1);
        }
        return text;
    }

    private static string Safe(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.Value is '\n' or '\r' or '\t' => " ",
        UnicodeCategory.Control => "\uFFFD",
        // Bidirectional overrides and the like can make a text read as another one.
        UnicodeCategory.Format => "\uFFFD",
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
        _ => rune.ToString(),
    };
}
