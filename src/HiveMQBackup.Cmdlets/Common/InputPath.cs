using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Resolves the path of a file to read against PowerShell's location and drives; wildcard characters are literal.</summary>
internal static class InputPath
{
    /// <summary>The absolute path of a file on a file system drive.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static string File(PSCmdlet cmdlet, string path)
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
