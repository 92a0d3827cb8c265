using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Broker;

namespace HiveMQBackup.Cmdlets;

/// <summary>Creates a backup of a HiveMQ broker and waits until it is complete.</summary>
[Cmdlet(VerbsCommon.New, "HiveMQBackup", SupportsShouldProcess = true)]
[OutputType(typeof(HiveMQBackup))]
public sealed class NewHiveMQBackupCommand : BrokerCmdlet
{
    /// <summary>Returns as soon as the backup has started.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How many seconds to wait; the backup itself goes on after that.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; } = 3600;

    /// <summary>Waits for a backup that is running already, instead of failing because of it.</summary>
    [Parameter]
    public SwitchParameter JoinRunning { get; set; }

    private protected override async Task ProcessRecordAsync(CancellationToken cancel)
    {
        var session = await OpenAsync(cancel);
        if (!ShouldProcess(session.Broker.ToString(), "Create a backup")) return;
        WriteWarning($"Every node of {session.Broker} needs at least 1 GB of free disk space for the backup.");
        var (backup, isNew) = await new BackupCreation(session.Api).StartAsync(JoinRunning, cancel);
        try
        {
            if (isNew && !BackupState.IsTerminal(backup.State)) WriteHost($"The backup {Printable.Text(backup.Id)} of {session.Broker} has started.");
            if (!NoWait) backup = await WaitAsync(session, backup, cancel);
            if (backup.State.Equals(BackupState.Failed, StringComparison.OrdinalIgnoreCase)) throw Failures.BackupFailed(backup, session.Broker);
            WriteObject(new HiveMQBackup(backup, session));
        }
        catch (HiveMQBackupException e)
        {
            WriteError(e, new HiveMQBackup(backup, session));
        }
    }

    private async Task<Backup> WaitAsync(BrokerSession session, Backup backup, CancellationToken cancel)
    {
        using var progress = new WaitProgressBar(this, session.Broker.ToString());
        return await new BackupWait(session.Api).UntilDoneAsync(backup, TimeSpan.FromSeconds(TimeoutSec), progress, cancel);
    }
}
