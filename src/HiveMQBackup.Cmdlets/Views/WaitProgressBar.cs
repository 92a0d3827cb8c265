using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows a wait for a backup: its state, the time it has taken, and when the next check is due.</summary>
internal sealed class WaitProgressBar(Cmdlet cmdlet, string broker, int place = 0) : ProgressBar(cmdlet, $"Waiting for {broker}", place), IProgress<WaitProgress>
{
    /// <inheritdoc/>
    public void Report(WaitProgress value) => Show(
        $"{TerminalText.Shorten(value.Backup.Id)} is {TerminalText.Shorten(value.Backup.State)}, {BackupView.Duration(value.Elapsed)} so far, next check in {Math.Ceiling(value.NextCheck.TotalSeconds):0} s",
        detail: value.Trouble is null ? null : $"The last check failed, waiting goes on: {value.Trouble}");
}
