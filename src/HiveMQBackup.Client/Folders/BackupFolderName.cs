using System.Text.RegularExpressions;

namespace HiveMQBackup.Client.Folders;

/// <summary>The name of a backup's folder below the broker's backup folder: exactly one folder, and never a way out of it.</summary>
public static partial class BackupFolderName
{
    private const int Longest = 200;

    /// <summary>Checks that an id is the name of one folder.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BackupIdInvalid"/>.</exception>
    public static void Ensure(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        // A leading dot is a hidden folder, which a broker might not list; it excludes "." and ".." as well.
        if (id.Length is > 0 and <= Longest && id[0] != '.' && !id.Any(c => c is '/' or '\\' || char.IsControl(c))) return;
        throw new HiveMQBackupException(
            ErrorCode.BackupIdInvalid,
            $"'{TerminalText.Shorten(id)}' cannot be the name of a backup's folder: it is empty, too long, begins with a dot, or contains a separator or a control character.");
    }

    /// <summary>The id that a file's name contains, as in <c>20261123-020000.hivemq-4.42.0.backup</c>; null if there is none.</summary>
    public static string? IdIn(string fileName) => IdPattern().Match(fileName) is { Success: true } match ? match.Value : null;

    /// <summary>A name for the file at the broker: its own, unless a shell or a terminal would read more into it.</summary>
    internal static string FileNameFor(string fileName, string id) => SafeName().IsMatch(fileName) ? fileName : $"{id}.backup";

    [GeneratedRegex(@"(?<!\d)\d{8}-\d{6,}", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199}$", RegexOptions.CultureInvariant)]
    private static partial Regex SafeName();
}
