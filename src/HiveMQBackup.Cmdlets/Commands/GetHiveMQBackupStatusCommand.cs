using System.Management.Automation;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Gets the state of backups of a HiveMQ broker, and waits for them on request.</summary>
[Cmdlet(VerbsCommon.Get, "HiveMQBackupStatus", DefaultParameterSetName = ByMenu)]
[OutputType(typeof(HiveMQBackupStatus))]
public sealed class GetHiveMQBackupStatusCommand : SelectionCmdlet
{
    /// <summary>Waits until the backup, or the restore, has ended.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many seconds to wait.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; } = 3600;

    private protected override bool TakesLatestAsId => true;

    private protected override bool NeedsFreshState => true;

    private protected override async Task ProcessBackupAsync(Backup backup, BrokerSession session, CancellationToken cancel)
    {
        if (Wait) backup = await WaitAsync(backup, session, cancel);
        WriteObject(new HiveMQBackupStatus(backup, session) { IsOfPipedBroker = IsOfPipedBroker });
        if (Wait && !BackupState.IsSuccess(backup.State)) throw BackupErrors.BackupFailed(backup, session.Broker);
    }

    private async Task<Backup> WaitAsync(Backup backup, BrokerSession session, CancellationToken cancel)
    {
        using var progress = new WaitProgressBar(this, session.Broker.ToString());
        return await new BackupWait(session.Api).UntilDoneAsync(backup, TimeSpan.FromSeconds(TimeoutSec), progress, cancel);
    }
}
