using System.Management.Automation;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Completion;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Gets the state of backups of a HiveMQ broker, and waits for them on request.</summary>
[Cmdlet(VerbsCommon.Get, "HiveMQBackupStatus", DefaultParameterSetName = "Latest, StatefulSet, Credential")]
[OutputType(typeof(HiveMQBackupStatus))]
[OneOf(Choice.Latest, Choice.Id, Choice.InputObject, Choice.Broker)]
public sealed partial class GetHiveMQBackupStatusCommand : BrokerCmdlet
{
    /// <summary>The newest backup.</summary>
    [With(Choice.Latest, Choice.Broker)]
    public partial SwitchParameter Latest { get; set; }

    /// <summary>The backups' ids.</summary>
    [With(Choice.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public partial string[]? Id { get; set; }

    /// <summary>A backup as the module's other commands return it.</summary>
    [With(Choice.InputObject, Mandatory = true, ValueFromPipeline = true)]
    [RecordedBackup]
    [ValidateNotNull]
    public partial IHiveMQBackup? InputObject { get; set; }

    /// <summary>The brokers, as Get-HiveMQBroker returns them.</summary>
    [With(Choice.Broker, Mandatory = true, ValueFromPipeline = true)]
    [RecordedBroker]
    [ValidateNotNullOrEmpty]
    public partial HiveMQBroker[]? Broker { get; set; }

    /// <summary>Waits until the backup, or the restore, has ended.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many seconds to wait.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; } = 3600;

    private protected override Task ProcessRecordAsync(CancellationToken cancel)
    {
        var selection = new BackupSelection(this) { Piped = InputObject, Brokers = Broker ?? [], Ids = Id ?? [], Latest = Latest, TakesLatestAsId = true, NeedsFreshState = true };
        return selection.EachAsync((backup, session) => ShowAsync(backup, session, selection.IsOfPipedBroker, cancel), cancel);
    }

    private async Task ShowAsync(Backup backup, BrokerSession session, bool isOfPipedBroker, CancellationToken cancel)
    {
        if (Wait) backup = await WaitAsync(backup, session, cancel);
        WriteObject(new HiveMQBackupStatus(backup, session) { IsOfPipedBroker = isOfPipedBroker });
        if (Wait && !BackupState.IsSuccess(backup.State)) throw BackupErrors.BackupFailed(backup, session.Broker);
    }

    private async Task<Backup> WaitAsync(Backup backup, BrokerSession session, CancellationToken cancel)
    {
        using var progress = new WaitProgressBar(this, session.Broker.ToString());
        return await new BackupWait(session.Api).UntilDoneAsync(backup, TimeSpan.FromSeconds(TimeoutSec), progress, cancel);
    }
}
