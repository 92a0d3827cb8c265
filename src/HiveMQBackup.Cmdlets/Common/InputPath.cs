using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Checks the path of a file to read.</summary>
internal static class InputPath
{
    /// <summary>The absolute path of a file on a file system drive.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static string File(PSCmdlet cmdlet, string path) => DiskPath.Resolve(cmdlet, path, (why, cause) => Invalid(path, why, cause));

    /// <summary>The file's length in bytes.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>: there is no such file.</exception>
    internal static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : throw Invalid(path, Directory.Exists(path) ? "it is a folder." : "there is no such file.", null);
    }

    private static HiveMQBackupException Invalid(string path, string why, Exception? cause) => new(
        ErrorCode.InputFileInvalid,
        $"The file '{TerminalText.Shorten(path)}' cannot be used: {why}",
        inner: cause);
}
