using System.Globalization;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups;

/// <summary>What creating and restoring say about a backup or restore that is already running.</summary>
internal static class RunningBackup
{
    /// <summary>Another backup or restore is running.</summary>
    /// <param name="running">The one that is running.</param>
    /// <param name="broker">Its broker.</param>
    /// <param name="outcome">What that means for the request.</param>
    /// <param name="cause">The cause, if it is a backup that is running.</param>
    internal static HiveMQBackupException Error(Backup running, BrokerInfo broker, string outcome, ErrorCause? cause = null)
    {
        var isRestore = BackupState.IsRestore(running.State);
        var since = running.CreatedAt?.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "an unknown time";
        return new(
            ErrorCode.BackupAlreadyRunning,
            $"{Name(running)} of the broker {broker} {(isRestore ? "is running" : $"has been running since {since}")}; the broker runs one backup or restore at a time. {outcome}",
            isRestore ? new ErrorCause.RestoreRunning(running.Id) : cause);
    }

    /// <summary>What is running, at the beginning of a sentence.</summary>
    internal static string Name(Backup running) =>
        $"{(BackupState.IsRestore(running.State) ? "A restore of the backup" : "The backup")} '{TerminalText.Shorten(running.Id)}'";
}
