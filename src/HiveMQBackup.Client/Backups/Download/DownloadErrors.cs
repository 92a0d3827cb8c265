using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Says why a file is not there, and what to do about it.</summary>
internal static class DownloadErrors
{
    internal static HiveMQBackupException Exists(string path) => new(
        ErrorCode.OutputFileExists,
        $"The file {path} exists already.",
        "Name another with -OutputFile or -OutputDir, or overwrite it with -Force.");

    internal static HiveMQBackupException Write(string path, Exception cause) => new(
        ErrorCode.WriteFailed,
        $"The file {path} cannot be written: {TerminalText.Shorten(cause.Message, 500)}",
        "Check the folder's permissions and the free space, or name another folder with -OutputDir.",
        cause);

    internal static HiveMQBackupException Special(string path) => new(
        ErrorCode.OutputPathInvalid,
        $"The path {path} cannot be used: it is a device, a pipe or a socket, not a file.",
        "Name a file with -OutputFile; -Force replaces regular files and links only.");

    internal static HiveMQBackupException Foreign(string path, ForeignFileException cause) => new(
        ErrorCode.WriteFailed,
        $"The download cannot be resumed in the partial file {path}: {cause.Message}.",
        "Check where the file comes from, remove it, and run the command again; or use a folder that only you can write to.",
        cause);

    internal static HiveMQBackupException NoFolder(string path, string why, Exception? cause = null) => new(
        ErrorCode.OutputPathInvalid,
        $"The folder {path} cannot be used: {why}",
        "Name another folder with -OutputDir.",
        cause);

    internal static HiveMQBackupException Incomplete(
        string id, string broker, long got, long? expected, string why, string? staysAt, Exception? cause = null) => new(
        ErrorCode.DownloadIncomplete,
        $"The download of the backup '{TerminalText.Shorten(id)}' from the broker {broker} ended after {got} of {(expected is null ? "an unknown number of" : $"{expected}")} bytes: {why} "
            + (staysAt is null ? "Nothing of it was kept." : $"What has arrived is in {staysAt}."),
        staysAt is null ? "Run the command again; the backup on the broker is untouched." : "Run the command again with -Resume to go on from there.",
        cause);

    internal static HiveMQBackupException Empty(string id, string broker) => new(
        ErrorCode.DownloadIncomplete,
        $"The broker {broker} lists the backup '{TerminalText.Shorten(id)}' with 0 bytes, and a backup is never empty. Nothing was saved.",
        "Check the backup folder of the broker and its free space, and take a new backup.");

    internal static HiveMQBackupException Unprovable(string id, string broker, long got) => new(
        ErrorCode.DownloadIncomplete,
        $"The download of the backup '{TerminalText.Shorten(id)}' from the broker {broker} ended after {got} bytes, and nothing shows whether that is all: "
            + "neither the list nor the response names a size, and the file is not a ZIP archive, whose end would show it. Nothing of it was kept.",
        "Let the gateway before the broker pass Content-Length on, or let the list name the size of the backup; then run the command again.");

    internal static HiveMQBackupException NotDownloadable(Backup backup, string broker) => new(
        ErrorCode.BackupNotDownloadable,
        $"The backup '{TerminalText.Shorten(backup.Id)}' of the broker {broker} has no file: its state is {TerminalText.Shorten(backup.State)}"
            + (backup.FailReason is { } why ? $" ({TerminalText.Shorten(why)})." : "."),
        backup.State.Equals(BackupState.InProgress, StringComparison.OrdinalIgnoreCase)
            ? $"Wait for it with: Get-HiveMQBackupStatus -Id '{TerminalText.Shorten(backup.Id)}' -Wait"
            : "Choose another one: Get-HiveMQBackup -State COMPLETED");

    internal static HiveMQBackupException Size(string id, string broker, string got, long expected, bool isListed) => new(
        ErrorCode.SizeMismatch,
        $"The file of the backup '{TerminalText.Shorten(id)}' from the broker {broker} has {got}, and {(isListed ? "the broker's list says" : "an earlier response said")} {expected} bytes. Nothing of it was kept.",
        "Look at the backup with Get-HiveMQBackup and try again; if the two still differ, take a new backup.");
}
