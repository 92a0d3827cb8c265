using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Folders;

/// <summary>Explains why a backup was not deleted.</summary>
internal static class RemovalErrors
{
    internal static HiveMQBackupException Running(Backup backup, BrokerInfo broker) => new(
        ErrorCode.BackupAlreadyRunning,
        $"The backup '{TerminalText.Shorten(backup.Id)}' of the broker {broker} is {TerminalText.Shorten(backup.State)} and cannot be deleted.",
        BackupState.IsRestore(backup.State) ? new ErrorCause.RestoreRunning(backup.Id) : new ErrorCause.BackupRunning(backup.Id, null));

    internal static HiveMQBackupException NoCall(string id, BrokerInfo broker) => new(
        ErrorCode.BackupNotRemovable,
        $"The backup '{TerminalText.Shorten(id)}' of the broker {broker} cannot be deleted: its REST API has no call for that, and without Kubernetes its backup folder cannot be reached.");

    internal static HiveMQBackupException NoFolder(string id, BrokerInfo broker) => new(
        ErrorCode.BackupNotRemovable,
        $"The backup '{TerminalText.Shorten(id)}' of the broker {broker} cannot be deleted: no ready pod has a folder of that name in its backup folder.");

    internal static HiveMQBackupException Uncertain(string id, BrokerInfo broker, Exception lost) => new(
        ErrorCode.BackupNotRemovable,
        $"The broker {broker} still lists the backup '{TerminalText.Shorten(id)}': the response to the delete request was lost ({lost.Message}).",
        inner: lost);
}
