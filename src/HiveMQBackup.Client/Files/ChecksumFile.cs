using System.Text;

namespace HiveMQBackup.Client.Files;

/// <summary>The file FILE.sha256 beside a file, with its SHA-256 as sha256sum --check reads it.</summary>
/// <remarks>Source: GNU coreutils, "sha256sum output". A name with a backslash or a line end is escaped, and the line begins with a backslash.</remarks>
public static class ChecksumFile
{
    private const string Extension = ".sha256";
    private const int HashLength = 64;
    // A checksum file of many files is possible; one larger than this is something else.
    private const int LongestFile = 1024 * 1024;

    /// <summary>The path of the checksum file of a file.</summary>
    public static string PathOf(string path) => path + Extension;

    /// <summary>Whether a file is a checksum file by its name.</summary>
    public static bool IsChecksum(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The line for a file.</summary>
    internal static string Line(string name, string sha256)
    {
        var escaped = name.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal);
        return $"{(escaped == name ? "" : @"\")}{sha256}  {escaped}\n";
    }

    /// <summary>Why a file is not what its checksum file says; null if it is, or there is no checksum file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sha256">Its SHA-256 in lower-case hexadecimal.</param>
    /// <exception cref="IOException">The checksum file cannot be read.</exception>
    internal static string? FindProblem(string path, string sha256)
    {
        var checksum = PathOf(path);
        if (!File.Exists(checksum)) return null;
        var name = Path.GetFileName(checksum);
        // A pipe would wait for a writer.
        if (FolderEntry.IsSpecial(checksum)) return $"{name} is a device, a pipe or a socket.";
        if (new FileInfo(checksum).Length > LongestFile) return $"{name} is too long for a checksum file.";
        var listed = Listed(Path.GetFileName(path), File.ReadAllText(checksum, Encoding.UTF8));
        if (listed is null) return $"{name} has no SHA-256 of this file.";
        return listed.Equals(sha256, StringComparison.OrdinalIgnoreCase) ? null : $"The SHA-256 of the file is {sha256}, but {name} says {listed}.";
    }

    private static string? Listed(string name, string text)
    {
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (HashFor(name, line) is { } hash) return hash;
        }
        return null;
    }

    // "<hash>  <name>", "<hash> *<name>" for a binary file, or the hash alone.
    private static string? HashFor(string name, string line)
    {
        var isEscaped = line.StartsWith('\\');
        var text = isEscaped ? line[1..] : line;
        if (text.Length < HashLength || !text[..HashLength].All(char.IsAsciiHexDigit)) return null;
        var (hash, rest) = (text[..HashLength], text[HashLength..]);
        if (rest.Length == 0) return hash;
        if (rest.Length < 3 || rest[0] != ' ' || rest[1] is not (' ' or '*')) return null;
        var listed = isEscaped ? Unescape(rest[2..]) : rest[2..];
        return Path.GetFileName(listed) == name ? hash : null;
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var isEscape = text[i] == '\\' && i + 1 < text.Length;
            plain.Append(!isEscape ? text[i] : text[++i] switch { 'n' => '\n', 'r' => '\r', var other => other });
        }
        return plain.ToString();
    }
}
