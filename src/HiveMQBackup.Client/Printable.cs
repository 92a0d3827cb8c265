using System.Text;

namespace HiveMQBackup.Client;

/// <summary>Makes text from a server safe for a terminal.</summary>
public static class Printable
{
    /// <summary>
    /// Replaces control characters, and so every escape sequence, by a visible substitute, line ends by blanks, and cuts
    /// what is longer than <paramref name="longest"/> characters.
    /// </summary>
    public static string Text(string? text, int longest = 200)
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

    private static string Safe(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.Value is '\n' or '\r' or '\t' => " ",
        System.Globalization.UnicodeCategory.Control => "\uFFFD",
        // Bidirectional overrides and the like can make a text read as another one.
        System.Globalization.UnicodeCategory.Format => "\uFFFD",
        System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator => " ",
        _ => rune.ToString(),
    };
}
