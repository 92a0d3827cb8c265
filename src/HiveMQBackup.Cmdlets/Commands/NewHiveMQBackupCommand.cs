using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Creates a backup of a HiveMQ broker and waits until it is complete.</summary>
[Cmdlet(VerbsCommon.New, "HiveMQBackup", SupportsShouldProcess = true, DefaultParameterSetName = "Parameters, StatefulSet, Credential")]
[OutputType(typeof(HiveMQBackup))]
[OneOf(Choice.Parameters, Choice.Broker)]
public sealed partial class NewHiveMQBackupCommand : BrokerCmdlet
{
    private int _waits;

    /// <summary>The brokers, as Get-HiveMQBroker returns them.</summary>
    [With(Choice.Broker, Mandatory = true, ValueFromPipeline = true)]
    [RecordedBroker]
    [ValidateNotNullOrEmpty]
    public partial HiveMQBroker[]? Broker { get; set; }

    /// <summary>Returns as soon as the backup has started.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How many seconds to wait; the backup itself continues after that.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; } = 3600;

    /// <summary>Waits for a backup that is already running, instead of reporting an error.</summary>
    [Parameter]
    public SwitchParameter JoinRunning { get; set; }

    /// <summary>The free disk space in bytes that the backup folder of every pod must have; checked before the backup is created.</summary>
    [Without(Choice.Uri)]
    [ValidateRange(1, long.MaxValue)]
    public partial long MinimumFreeSpace { get; set; }

    /// <summary>How many brokers are sent a request at once. The backups of all run at the same time.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = 32;

    private protected override int MostAtOnce => ThrottleLimit;

    private protected override async Task ProcessRecordAsync(CancellationToken cancel)
    {
        if (Broker is null) await StartAsync(await OpenAsync(cancel), null);
        else foreach (var broker in Broker) await EachAsync([broker], session => StartAsync(session, broker), cancel);
    }

    private Task StartAsync(BrokerSession session, HiveMQBroker? broker)
    {
        if (ShouldProcess(session.Broker.ToString(), "Create a backup"))
        {
            AnnounceSpace(session);
            _ = Beside.Start(cancel => CreateAsync(session, broker, cancel));
        }
        return Task.CompletedTask;
    }

    private void AnnounceSpace(BrokerSession session)
    {
        if (MinimumFreeSpace == 0) WriteWarning($"Every node of {session.Broker} needs at least 1 GB of free disk space for the backup.");
        else if (session.Folders is null) ThrowTerminatingError(ErrorRecords.Argument(nameof(ErrorCode.ConflictingParameters), $"-MinimumFreeSpace requires a broker in Kubernetes, and {session.Broker} is an address.", session.Broker.ToString()));
    }

    private async Task<Action> CreateAsync(BrokerSession session, HiveMQBroker? broker, CancellationToken cancel)
    {
        try
        {
            if (MinimumFreeSpace > 0) await session.Folders!.EnsureSpaceAsync(MinimumFreeSpace, null, cancel).ConfigureAwait(false);
            var (backup, isNew) = await new BackupCreation(session.Api).StartAsync(JoinRunning, cancel).ConfigureAwait(false);
            return () => Started(session, backup, isNew);
        }
        catch (HiveMQBackupException e) when (broker is not null)
        {
            return () => WriteError(e, broker);
        }
    }

    private void Started(BrokerSession session, Backup backup, bool isNew)
    {
        if (isNew && !BackupState.IsTerminal(backup.State)) WriteHost($"The backup {TerminalText.Shorten(backup.Id)} of {session.Broker} has started.");
        if (NoWait) Write(session, backup);
        else Wait(session, backup);
    }

    // The backups of several brokers run in parallel; each is written to the pipeline as soon as it is complete.
    private void Wait(BrokerSession session, Backup backup)
    {
        var progress = new WaitProgressBar(this, session.Broker.ToString(), _waits++);
        Beside.StartWait(async cancel =>
        {
            using (progress)
            {
                try
                {
                    var ended = await new BackupWait(session.Api, Beside.Slots).UntilDoneAsync(backup, TimeSpan.FromSeconds(TimeoutSec), progress, cancel).ConfigureAwait(false);
                    return () => Write(session, ended);
                }
                catch (HiveMQBackupException e)
                {
                    return () => WriteError(e, Shown(session, backup));
                }
            }
        });
    }

    private void Write(BrokerSession session, Backup backup)
    {
        var shown = Shown(session, backup);
        if (backup.State.Equals(BackupState.Failed, StringComparison.OrdinalIgnoreCase)) WriteError(BackupErrors.BackupFailed(backup, session.Broker), shown);
        else WriteObject(shown);
    }

    private HiveMQBackup Shown(BrokerSession session, Backup backup) => new(backup, session) { IsOfPipedBroker = Broker is not null };
}
