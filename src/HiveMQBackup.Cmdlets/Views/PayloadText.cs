using System.Text;
using System.Text.Unicode;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Payloads as text.</summary>
internal static class PayloadText
{
    private const int Beginning = 400;
    private const int HexBytes = 32;

    /// <summary>The text, if the payload is UTF-8 without control characters other than tabs and line ends; else null.</summary>
    internal static string? Of(ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload)) return null;
        var text = Encoding.UTF8.GetString(payload);
        foreach (var c in text)
        {
            if (char.IsControl(c) && c is not ('\t' or '\r' or '\n')) return null;
        }
        return text;
    }

    /// <summary>The beginning, safe for a terminal: as text, or hexadecimal.</summary>
    internal static string BeginningOf(byte[] payload)
    {
        var isWhole = payload.Length <= Beginning;
        if (Of(payload.AsSpan(0, isWhole ? payload.Length : EndOfCharacter(payload))) is { } text) return TerminalText.Shorten(text) + (isWhole || text.Length > 200 ? "" : "…");
        return Hex(payload);
    }

    /// <summary>The first bytes in hexadecimal.</summary>
    internal static string Hex(byte[] bytes) =>
        bytes.Length == 0 ? "" : $"0x{Convert.ToHexString(bytes, 0, Math.Min(bytes.Length, HexBytes))}{(bytes.Length > HexBytes ? "…" : "")}";

    // Bytes 10xxxxxx continue a character.
    private static int EndOfCharacter(byte[] payload)
    {
        var end = Beginning;
        while (end > Beginning - 4 && (payload[end] & 0xC0) == 0x80) end--;
        return end;
    }
}
