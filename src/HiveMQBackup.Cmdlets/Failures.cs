using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Broker;

namespace HiveMQBackup.Cmdlets;

/// <summary>Failures that only a command can see.</summary>
internal static class Failures
{
    internal static HiveMQBackupException BackupFailed(Backup backup, BrokerInfo broker) => new(
        Failure.BackupFailed,
        $"The backup '{Printable.Text(backup.Id)}' of the broker {broker} is {Printable.Text(backup.State)}: {Printable.Text(backup.FailReason ?? "the broker gives no reason", 500)}",
        "A running backup, a node that joins or leaves, or a full disk ends a backup. See Get-HiveMQBackup and the broker's log, then try again.");

    internal static HiveMQBackupException NoBackup(BrokerInfo broker, string which) => new(
        Failure.NoBackup,
        $"The broker {broker} has no backup{which}.",
        "Create one with New-HiveMQBackup, or look at all of them with Get-HiveMQBackup.");

    internal static HiveMQBackupException NoSuchBackup(string id, BrokerInfo broker) => new(
        Failure.BackupNotFound,
        $"The broker {broker} has no backup '{Printable.Text(id)}'.",
        "Get-HiveMQBackup lists what there is. Failed and cancelled backups are listed for an hour.");
}
