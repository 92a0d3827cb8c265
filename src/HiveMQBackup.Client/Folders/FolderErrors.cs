using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Exec;

namespace HiveMQBackup.Client.Folders;

/// <summary>Explains what went wrong in a broker's backup folder.</summary>
internal static class FolderErrors
{
    private const string DiskFull = "No space left";
    private const int LongestQuoted = 500;

    /// <summary>A command could not be run, or ended in an unexpected way.</summary>
    internal static HiveMQBackupException ExecFailed(PodShell shell, string why, Exception? cause = null) =>
        new(ErrorCode.ExecFailed, $"A command in the pod {shell} failed: {TerminalText.Shorten(why, LongestQuoted)}", inner: cause);

    /// <summary>A script ended with an exit code that it does not have.</summary>
    internal static HiveMQBackupException ExecFailed(PodShell shell, PodCommandResult result) =>
        ExecFailed(shell, $"exit code {result.ExitCode}{Said(result)}");

    /// <summary>The folder has too little free space for a file.</summary>
    internal static HiveMQBackupException DiskSpaceLow(FolderSpace space, long required) => new(
        ErrorCode.DiskSpaceLow,
        $"The backup folder {TerminalText.Shorten(space.Folder)} in the pod {space.Pod} has {ByteSize.Text(space.FreeBytes)} of free disk space; {ByteSize.Text(required)} are required.");

    /// <summary>The folder ran out of space, or cannot be written to.</summary>
    internal static HiveMQBackupException NotWritten(PodShell shell, PodCommandResult result) => result.ErrorOutput.Contains(DiskFull, StringComparison.OrdinalIgnoreCase)
        ? new(ErrorCode.DiskSpaceLow, $"The disk of the backup folder in the pod {shell} is full{Said(result)}")
        : new(ErrorCode.BrokerFolderNotWritable, $"The backup folder in the pod {shell} cannot be written to{Said(result)}");

    /// <summary>The broker has a backup with the file's id, but not this one.</summary>
    internal static HiveMQBackupException Exists(string id, BrokerInfo broker, string difference) => new(
        ErrorCode.BackupExists,
        $"The broker {broker} has another backup '{TerminalText.Shorten(id)}': {difference}.");

    /// <summary>The pod has a folder with the backup's id that the broker does not list.</summary>
    internal static HiveMQBackupException Occupied(string id, PodShell shell) => new(
        ErrorCode.BackupExists,
        $"The backup folder in the pod {shell} already contains '{TerminalText.Shorten(id)}', which the broker does not list.");

    /// <summary>The file did not arrive whole in any attempt.</summary>
    internal static HiveMQBackupException Incomplete(string path, PodShell shell, int attempts, Exception trouble) => new(
        ErrorCode.UploadIncomplete,
        $"The file {TerminalText.Shorten(path)} did not arrive whole in the pod {shell} in {attempts} attempts: {TerminalText.Shorten(trouble.Message, LongestQuoted)}",
        inner: trouble);

    /// <summary>The free disk space of a backup folder could not be determined.</summary>
    internal static HiveMQBackupException SpaceUnknown(PodShell shell, PodCommandResult result) =>
        ExecFailed(shell, $"the free disk space of the backup folder could not be determined{Said(result)}");

    /// <summary>The broker does not list the file that was copied into its folder.</summary>
    internal static HiveMQBackupException NotListed(string id, PodShell shell, BrokerInfo broker, TimeSpan waited, bool isRemoved) => new(
        ErrorCode.UploadNotListed,
        $"The broker {broker} does not list the backup '{TerminalText.Shorten(id)}' {waited.TotalSeconds:0} seconds after its file was copied to the pod {shell}. "
            + (isRemoved ? "The file was removed again." : "The file could not be removed again."));

    private static string Said(PodCommandResult result) =>
        string.IsNullOrWhiteSpace(result.ErrorOutput) ? "." : $": {TerminalText.Shorten(result.ErrorOutput.Trim(), LongestQuoted)}";
}
