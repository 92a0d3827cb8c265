using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Resolves the paths of folders with saved backups.</summary>
internal static class FolderPath
{
    /// <summary>The absolute path of a folder; wildcard characters are literal.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static string Literal(PSCmdlet cmdlet, string path) => DiskPath.Resolve(cmdlet, path, (why, cause) => Invalid(path, why, cause));

    /// <summary>The absolute paths of the folders that match. A path without wildcards, or with the exact name of a folder, is that folder.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static IReadOnlyList<string> Matching(PSCmdlet cmdlet, string path)
    {
        var literal = Literal(cmdlet, path);
        if (Directory.Exists(literal)) return [literal];
        if (!WildcardPattern.ContainsWildcardCharacters(path)) return [Literal(cmdlet, WildcardPattern.Unescape(path))];
        return [.. DiskPath.Matches(cmdlet, path, (why, cause) => Invalid(path, why, cause)).Where(Directory.Exists).Order(StringComparer.Ordinal)];
    }

    private static HiveMQBackupException Invalid(string path, string why, Exception? cause) => new(
        ErrorCode.InputFileInvalid,
        $"The folder '{TerminalText.Shorten(path, 500)}' cannot be used: {why}",
        new ErrorCause.FolderInvalid(),
        cause);
}
