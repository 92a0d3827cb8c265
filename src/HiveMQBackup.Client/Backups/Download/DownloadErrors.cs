using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Says why a backup's file was not saved.</summary>
internal static class DownloadErrors
{
    internal static HiveMQBackupException Exists(string path) => new(ErrorCode.OutputFileExists, $"The file {path} already exists.");

    internal static HiveMQBackupException SavedBefore(string path, string id, string broker) => new(
        ErrorCode.OutputFileExists,
        $"The file {path} is that of the backup '{TerminalText.Shorten(id)}' of the broker {broker}, which the same command has saved.",
        new ErrorCause.SavedBefore());

    internal static HiveMQBackupException Write(string path, Exception cause) => new(
        ErrorCode.WriteFailed,
        $"The file {path} cannot be written: {TerminalText.Shorten(cause.Message, 500)}",
        inner: cause);

    internal static HiveMQBackupException Special(string path) => new(
        ErrorCode.OutputPathInvalid,
        $"The path {path} cannot be used: it is a device, a pipe or a socket, not a file.",
        new ErrorCause.SpecialFile());

    internal static HiveMQBackupException Foreign(string path, ForeignFileException cause) => new(
        ErrorCode.WriteFailed,
        $"The download cannot resume in the partial file {path}: {cause.Message}.",
        new ErrorCause.ForeignFile(),
        cause);

    internal static HiveMQBackupException NoFolder(string path, string why, Exception? cause = null) => new(
        ErrorCode.OutputPathInvalid,
        $"The folder {path} cannot be used: {why}",
        inner: cause);

    internal static HiveMQBackupException Incomplete(
        string id, string broker, long received, long? expected, string why, string? staysAt, Exception? cause = null) => new(
        ErrorCode.DownloadIncomplete,
        $"The download of the backup '{TerminalText.Shorten(id)}' from the broker {broker} ended after {received} of {(expected is null ? "an unknown number of" : $"{expected}")} bytes: {why} "
            + (staysAt is null ? "No file was kept." : $"The partial file is {staysAt}."),
        staysAt is null ? null : new ErrorCause.PartialFileKept(),
        cause);

    internal static HiveMQBackupException Empty(string id, string broker) => new(
        ErrorCode.DownloadIncomplete,
        $"The broker {broker} lists the backup '{TerminalText.Shorten(id)}' with 0 bytes, and a backup is never empty. No file was kept.",
        new ErrorCause.EmptyBackup());

    internal static HiveMQBackupException Unprovable(string id, string broker, long received) => new(
        ErrorCode.DownloadIncomplete,
        $"The download of the backup '{TerminalText.Shorten(id)}' from the broker {broker} ended after {received} bytes, and nothing shows whether the file is complete: "
            + "neither the list nor the response has a size, and the file is not a ZIP archive, whose end would show it. No file was kept.",
        new ErrorCause.UnknownLength());

    internal static HiveMQBackupException Corrupt(string id, string broker, IReadOnlyList<Problem> problems) => new(
        ErrorCode.BackupCorrupt,
        $"The file of the backup '{TerminalText.Shorten(id)}' from the broker {broker} is not a whole, readable backup: {Text(problems[0])}"
            + (problems.Count == 1 ? "" : $" (The first of {problems.Count} problems.)") + " No file was kept.");

    private static string Text(Problem problem) => problem.Entry is null ? problem.Message : $"{TerminalText.Shorten(problem.Entry)}: {problem.Message}";

    internal static HiveMQBackupException NotDownloadable(Backup backup, string broker) => new(
        ErrorCode.BackupNotDownloadable,
        $"The backup '{TerminalText.Shorten(backup.Id)}' of the broker {broker} has no file: its state is {TerminalText.Shorten(backup.State)}"
            + (backup.FailReason is { } why ? $" ({TerminalText.Shorten(why)})." : "."),
        backup.State.Equals(BackupState.InProgress, StringComparison.OrdinalIgnoreCase) ? new ErrorCause.BackupRunning(backup.Id, null) : null);

    internal static HiveMQBackupException Size(string id, string broker, string received, long expected, bool isListed) => new(
        ErrorCode.SizeMismatch,
        $"The file of the backup '{TerminalText.Shorten(id)}' from the broker {broker} has {received}, but {(isListed ? "the broker's list says" : "an earlier response said")} {expected} bytes. No file was kept.");
}
