using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Resolves the destination of a file against PowerShell's location and drives; wildcard characters are literal.</summary>
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
        var path = hasFolder ? Resolve(cmdlet, file) : Path.Combine(folder, file);
        return Path.GetFileName(path) is { Length: > 0 } and not ("." or "..") ? path : throw Invalid(file, "it is not a file name.", null);
    }

    private static string Resolve(PSCmdlet cmdlet, string path)
    {
        try
        {
            var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? Path.GetFullPath(full) : throw Invalid(path, $"it is on a drive of the {provider.Name} provider, not on a disk.", null);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ArgumentException or NotSupportedException)
        {
            throw Invalid(path, e.Message, e);
        }
    }

    private static HiveMQBackupException Invalid(string path, string why, Exception? cause) => new(
        ErrorCode.OutputPathInvalid,
        $"The path '{TerminalText.Shorten(path)}' cannot be used: {why}",
        inner: cause);
}
