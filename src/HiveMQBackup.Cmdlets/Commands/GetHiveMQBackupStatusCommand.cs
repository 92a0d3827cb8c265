using System.Management.Automation;
using HiveMQBackup.Client;
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
    private int _waits;

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

    /// <summary>How many requests are sent at once while several backups are waited for.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = 32;

    private protected override int MostAtOnce => ThrottleLimit;

    private protected override Task ProcessRecordAsync(CancellationToken cancel)
    {
        var selection = new BackupSelection(this) { Piped = InputObject, Brokers = Broker ?? [], Ids = Id ?? [], Latest = Latest, TakesLatestAsId = true, NeedsFreshState = true };
        return selection.EachAsync(
            (backup, session) =>
            {
                if (Wait) StartWait(backup, session, selection);
                else Write(backup, session, selection);
                return Task.CompletedTask;
            },
            cancel);
    }

    private void StartWait(Backup backup, BrokerSession session, BackupSelection selection)
    {
        var progress = new WaitProgressBar(this, session.Broker.ToString(), _waits++);
        Beside.StartWait(async cancel =>
        {
            using (progress)
            {
                try
                {
                    var ended = await new BackupWait(session.Api, Beside.Slots).UntilDoneAsync(backup, TimeSpan.FromSeconds(TimeoutSec), progress, cancel).ConfigureAwait(false);
                    return () => WriteEnded(ended, session, selection);
                }
                catch (HiveMQBackupException e)
                {
                    return () => selection.WriteError(e, backup, session);
                }
            }
        });
    }

    private void WriteEnded(Backup backup, BrokerSession session, BackupSelection selection)
    {
        Write(backup, session, selection);
        if (!BackupState.IsSuccess(backup.State)) selection.WriteError(BackupErrors.BackupFailed(backup, session.Broker), backup, session);
    }

    private void Write(Backup backup, BrokerSession session, BackupSelection selection) =>
        WriteObject(new HiveMQBackupStatus(backup, session) { IsOfPipedBroker = selection.IsOfPipedBroker });
}
