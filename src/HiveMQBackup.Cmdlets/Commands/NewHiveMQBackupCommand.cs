using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Hosting;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Creates a backup of a HiveMQ broker and waits until it is complete.</summary>
[Cmdlet(VerbsCommon.New, "HiveMQBackup", SupportsShouldProcess = true, DefaultParameterSetName = "Parameters, StatefulSet, Credential")]
[OutputType(typeof(HiveMQBackup))]
[OneOf(Choice.Parameters, Choice.Broker)]
public sealed partial class NewHiveMQBackupCommand : BrokerCmdlet
{
    private readonly List<(BrokerSession Session, Backup Backup)> _started = [];

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

    private protected override async Task ProcessRecordAsync(CancellationToken cancel)
    {
        if (Broker is null) await StartAsync(await OpenAsync(cancel), cancel);
        else await EachAsync(Broker, session => StartAsync(session, cancel), cancel);
    }

    private async Task StartAsync(BrokerSession session, CancellationToken cancel)
    {
        if (!ShouldProcess(session.Broker.ToString(), "Create a backup")) return;
        await EnsureSpaceAsync(session, cancel);
        var (backup, isNew) = await new BackupCreation(session.Api).StartAsync(JoinRunning, cancel);
        if (isNew && !BackupState.IsTerminal(backup.State)) WriteHost($"The backup {TerminalText.Shorten(backup.Id)} of {session.Broker} has started.");
        if (NoWait) Write(session, backup);
        else _started.Add((session, backup));
    }

    private async Task EnsureSpaceAsync(BrokerSession session, CancellationToken cancel)
    {
        if (MinimumFreeSpace == 0) WriteWarning($"Every node of {session.Broker} needs at least 1 GB of free disk space for the backup.");
        else if (session.Folders is { } folders) await folders.EnsureSpaceAsync(MinimumFreeSpace, null, cancel);
        else ThrowTerminatingError(ErrorRecords.Argument(nameof(ErrorCode.ConflictingParameters), $"-MinimumFreeSpace requires a broker in Kubernetes, and {session.Broker} is an address.", session.Broker.ToString()));
    }

    // The backups of several brokers run in parallel; each is written to the pipeline as soon as it is complete.
    private protected override async Task EndProcessingAsync(CancellationToken cancel)
    {
        var places = _started.Select((started, place) => (started.Session, started.Backup, Place: place));
        // A later command may stop the pipeline: then the other waits end as well.
        await using var waits = SideBySide<(BrokerSession, Backup, HiveMQBackupException?)>.Start(
            places, (started, over) => WaitAsync(started.Session, started.Backup, started.Place, over), cancel);
        var left = waits.Tasks.ToList();
        while (left.Count > 0)
        {
            var ended = await Task.WhenAny(left);
            left.Remove(ended);
            var (session, backup, failure) = await ended;
            if (failure is null) Write(session, backup);
            else WriteError(failure, Shown(session, backup));
        }
    }

    private async Task<(BrokerSession, Backup, HiveMQBackupException?)> WaitAsync(BrokerSession session, Backup backup, int place, CancellationToken cancel)
    {
        using var progress = new WaitProgressBar(this, session.Broker.ToString(), place);
        try
        {
            return (session, await new BackupWait(session.Api).UntilDoneAsync(backup, TimeSpan.FromSeconds(TimeoutSec), progress, cancel), null);
        }
        catch (HiveMQBackupException e)
        {
            return (session, backup, e);
        }
    }

    private void Write(BrokerSession session, Backup backup)
    {
        var shown = Shown(session, backup);
        if (backup.State.Equals(BackupState.Failed, StringComparison.OrdinalIgnoreCase)) WriteError(BackupErrors.BackupFailed(backup, session.Broker), shown);
        else WriteObject(shown);
    }

    private HiveMQBackup Shown(BrokerSession session, Backup backup) => new(backup, session) { IsOfPipedBroker = Broker is not null };
}
