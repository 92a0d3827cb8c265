using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Errors that only a command can detect.</summary>
internal static class BackupErrors
{
    internal static HiveMQBackupException BackupFailed(Backup backup, BrokerInfo broker) => new(
        ErrorCode.BackupFailed,
        $"The backup '{TerminalText.Shorten(backup.Id)}' of the broker {broker} is {TerminalText.Shorten(backup.State)}: {TerminalText.Shorten(backup.FailReason ?? "the broker gives no reason", 500)}",
        "A running backup, a node that joins or leaves, or a full disk ends a backup. See Get-HiveMQBackup and the broker's log, then try again.");

    internal static HiveMQBackupException NoBackup(BrokerInfo broker, string which) => new(
        ErrorCode.NoBackup,
        $"The broker {broker} has no backup{which}.",
        "Create one with New-HiveMQBackup, or look at all of them with Get-HiveMQBackup.");

    internal static HiveMQBackupException NoSuchBackup(string id, BrokerInfo broker) => new(
        ErrorCode.BackupNotFound,
        $"The broker {broker} has no backup '{TerminalText.Shorten(id)}'.",
        "Get-HiveMQBackup lists what there is. Failed and cancelled backups are listed for an hour.");
}
