using System.Net.Http.Headers;
using System.Text;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>The file name that a server proposes (RFC 6266), reduced to a bare name that is harmless everywhere.</summary>
internal static class ContentDispositionName
{
    // File systems allow 255 bytes; the temporary name needs some of them.
    private const int LongestBytes = 200;

    // Windows' set holds on every system, since backups travel.
    private static readonly char[] Forbidden = ['<', '>', ':', '"', '|', '?', '*'];

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>The proposed name, the extended form first; null if there is none that can be used.</summary>
    internal static string? From(ContentDispositionHeaderValue? header) =>
        Safe(header?.FileNameStar) ?? Safe(header?.FileName?.Trim('"'));

    /// <summary>The last part of the name without anything that a file system rejects; null if nothing is left.</summary>
    internal static string? Safe(string? name)
    {
        if (name is null) return null;
        var bare = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new string(bare.Where(c => !char.IsSurrogate(c) && TerminalText.IsSafe(c.ToString()))
            .Select(c => Forbidden.Contains(c) ? '_' : c).ToArray());
        // A leading dot would hide the file; Windows drops trailing dots and blanks.
        kept = kept.TrimStart('.', ' ').TrimEnd('.', ' ');
        kept = Shorten(kept).TrimStart('.', ' ');
        if (kept.Length == 0) return null;
        return Reserved.Contains(kept.Split('.')[0].TrimEnd()) ? "_" + (Encoding.UTF8.GetByteCount(kept) < LongestBytes ? kept : kept[1..]) : kept;
    }

    // The end of a name is kept: it says what kind of file it is.
    private static string Shorten(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > LongestBytes) name = name[Math.Max(1, (Encoding.UTF8.GetByteCount(name) - LongestBytes) / 3)..];
        return name;
    }
}
