using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Files;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Finds and checks files to read.</summary>
internal static class InputPath
{
    /// <summary>The absolute path of a file on a file system drive.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static string File(PSCmdlet cmdlet, string path) => DiskPath.Resolve(cmdlet, path, (why, cause) => Invalid(path, why, cause));

    /// <summary>
    /// The absolute paths of the files that a path with wildcards matches: neither folders nor checksum files. A path without wildcards, or
    /// with the exact name of a file, is that file.
    /// </summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static IEnumerable<string> Files(PSCmdlet cmdlet, string path)
    {
        // The Path of an object from the pipeline is literal, even with wildcard characters in it.
        var literal = File(cmdlet, path);
        if (System.IO.File.Exists(literal)) return [literal];
        if (!WildcardPattern.ContainsWildcardCharacters(path)) return [File(cmdlet, WildcardPattern.Unescape(path))];
        return DiskPath.Matches(cmdlet, path, (why, cause) => Invalid(path, why, cause)).Where(file => System.IO.File.Exists(file) && !ChecksumFile.IsChecksum(file)).Order(StringComparer.Ordinal);
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
