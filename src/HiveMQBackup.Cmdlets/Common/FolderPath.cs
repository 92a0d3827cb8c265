using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Resolves the paths of folders with saved backups.</summary>
internal static class FolderPath
{
    /// <summary>The absolute path of a folder; wildcard characters are literal.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static string Literal(PSCmdlet cmdlet, string path) => DiskPath.Resolve(cmdlet, path, (why, cause) => Invalid(path, why, cause));

    /// <summary>The absolute paths of the folders that match.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>: none does.</exception>
    internal static IReadOnlyList<string> Matching(PSCmdlet cmdlet, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path)) return [Literal(cmdlet, path)];
        string[] folders = [.. DiskPath.Matches(cmdlet, path, (why, cause) => Invalid(path, why, cause)).Where(Directory.Exists)];
        return folders.Length > 0 ? folders : throw Invalid(path, "no folder matches.", null);
    }

    private static HiveMQBackupException Invalid(string path, string why, Exception? cause) => new(
        ErrorCode.InputFileInvalid,
        $"The folder '{TerminalText.Shorten(path, 500)}' cannot be used: {why}",
        new ErrorCause.FolderInvalid(),
        cause);
}
