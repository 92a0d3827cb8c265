using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Errors that only a command can detect.</summary>
internal static class BackupErrors
{
    internal static HiveMQBackupException BackupFailed(Backup backup, BrokerInfo broker) => new(
        ErrorCode.BackupFailed,
        $"The backup '{TerminalText.Shorten(backup.Id)}' of the broker {broker} is {TerminalText.Shorten(backup.State)}: {TerminalText.Shorten(backup.FailReason ?? "the broker gives no reason", 500)}");

    internal static HiveMQBackupException RestoreFailed(Backup backup, BrokerInfo broker) => new(
        ErrorCode.RestoreFailed,
        $"The restore of the backup '{TerminalText.Shorten(backup.Id)}' into the broker {broker} failed: {TerminalText.Shorten(backup.FailReason ?? "the broker gives no reason", 500)}");

    internal static HiveMQBackupException NoBackup(BrokerInfo broker, string which) => new(ErrorCode.NoBackup, $"The broker {broker} has no backup{which}.");

    internal static HiveMQBackupException NoSuchBackup(string id, BrokerInfo broker) => new(
        ErrorCode.BackupNotFound,
        $"The broker {broker} has no backup '{TerminalText.Shorten(id)}'.");
}
