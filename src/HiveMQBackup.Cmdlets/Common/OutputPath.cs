using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Checks the destination of a file.</summary>
internal static class OutputPath
{
    /// <summary>The absolute path of a folder on a file system drive.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputPathInvalid"/>.</exception>
    internal static string Folder(PSCmdlet cmdlet, string path) => Resolve(cmdlet, path);

    /// <summary>The absolute path of a file: a bare name is placed in the folder, a path is used as given.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputPathInvalid"/>.</exception>
    internal static string File(PSCmdlet cmdlet, string folder, string file)
    {
        var hasFolder = file.IndexOfAny(['/', '\\']) >= 0;
        if (hasFolder && cmdlet.MyInvocation.BoundParameters.ContainsKey("OutputDir"))
        {
            throw Invalid(file, "it contains a folder, and -OutputDir already names one.", null);
        }
        if (file.Contains('\0', StringComparison.Ordinal)) throw Invalid(file, "it contains a null character.", null);
        var path = hasFolder ? Resolve(cmdlet, file) : Path.Combine(folder, file);
        return Path.GetFileName(path) is { Length: > 0 } and not ("." or "..") ? path : throw Invalid(file, "it is not a file name.", null);
    }

    private static string Resolve(PSCmdlet cmdlet, string path) => DiskPath.Resolve(cmdlet, path, (why, cause) => Invalid(path, why, cause));

    private static HiveMQBackupException Invalid(string path, string why, Exception? cause) => new(
        ErrorCode.OutputPathInvalid,
        $"The path '{TerminalText.Shorten(path)}' cannot be used: {why}",
        inner: cause);
}
