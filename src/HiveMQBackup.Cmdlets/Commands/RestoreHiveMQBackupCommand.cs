using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Folders;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Completion;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Restores a backup of a HiveMQ broker, or a backup's file, and waits until the restore has completed.</summary>
[Cmdlet(VerbsData.Restore, "HiveMQBackup", DefaultParameterSetName = "Latest, StatefulSet, Credential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(HiveMQBackupStatus))]
[OneOf(Choice.Latest, Choice.Id, Choice.InputObject, Choice.Path)]
public sealed partial class RestoreHiveMQBackupCommand : BrokerCmdlet
{
    /// <summary>The newest backup.</summary>
    [With(Choice.Latest)]
    public partial SwitchParameter Latest { get; set; }

    /// <summary>The backup's id; with -Path, the id that the file's backup gets at the broker.</summary>
    [With(Choice.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [With(Choice.Path, ValueFromPipelineByPropertyName = true)]
    [Alias("BackupId")]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public partial string? Id { get; set; }

    /// <summary>A backup as the module's other commands return it.</summary>
    [With(Choice.InputObject, Mandatory = true, ValueFromPipeline = true)]
    [RecordedBackup]
    [ValidateNotNull]
    public partial IHiveMQBackup? InputObject { get; set; }

    /// <summary>A backup's file on this machine.</summary>
    [With(Choice.Path, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public partial string? Path { get; set; }

    /// <summary>The container with the backup folder, in pods with several.</summary>
    [With(Choice.Path)]
    [ValidateNotNullOrEmpty]
    public partial string? Container { get; set; }

    /// <summary>Returns as soon as the restore has started.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How many seconds to wait; the restore itself continues after that.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; } = 3600;

    private protected override bool IsIrreversible => true;

    private protected override async Task ProcessRecordAsync(CancellationToken cancel)
    {
        if (Path is not null) await RestoreFileAsync(Path, cancel);
        else await Selection().EachAsync((backup, session) => RestoreAsync(backup, session, cancel), cancel);
    }

    private BackupSelection Selection() => new(this)
    {
        Piped = InputObject,
        Ids = Id is null ? [] : [Id],
        Latest = Latest,
        NeedsFreshState = true,
        CanBeChosen = backup => BackupState.HasFile(backup.State),
    };

    private async Task RestoreAsync(Backup backup, BrokerSession session, CancellationToken cancel)
    {
        var restore = new BackupRestore(session.Api);
        backup = await restore.CheckAsync(backup.Id, cancel);
        var what = $"the backup {TerminalText.Shorten(backup.Id)} (created {BackupView.Time(backup.CreatedAt)}, {BackupView.SizeOrUnknown(backup)})";
        if (Confirmed(what, session)) await StartAsync(backup, restore, session, cancel);
    }

    // An error about one file does not stop the others.
    private async Task RestoreFileAsync(string file, CancellationToken cancel)
    {
        try
        {
            await RestorePathAsync(InputPath.File(this, file), cancel);
        }
        catch (HiveMQBackupException e) when (ErrorRecords.IsAboutOneBackup(e))
        {
            WriteError(e, file);
        }
    }

    private async Task RestorePathAsync(string path, CancellationToken cancel)
    {
        var (length, id) = (InputPath.Length(path), IdOf(path));
        BackupFolderName.Ensure(id);
        var session = await OpenAsync(cancel);
        var restore = new BackupRestore(session.Api);
        await restore.EnsureIdleAsync(cancel);
        if (!Confirmed($"the file {path} ({BackupView.Size(length)}) as the backup {id}", session)) return;
        var backup = await UploadAsync(path, id, session, cancel);
        await StartAsync(await restore.CheckAsync(backup.Id, cancel), restore, session, cancel);
    }

    private string IdOf(string path) => Id ?? BackupFolderName.IdIn(System.IO.Path.GetFileName(path)) ?? throw new HiveMQBackupException(
        ErrorCode.BackupIdInvalid,
        $"The name of the file {path} contains no backup id, as in 20261123-020000.hivemq-4.42.0.backup.");

    private bool Confirmed(string what, BrokerSession session) => ShouldProcess(
        $"Restore {what} into the running cluster of {session.Broker}.",
        $"Restore {what}? Its data goes into the running cluster of the broker {session.Broker}{(session.Broker.Context is { } context ? $" (context {context})" : "")}.",
        "Restore a backup");

    private async Task<Backup> UploadAsync(string path, string id, BrokerSession session, CancellationToken cancel)
    {
        using var progress = new UploadProgressBar(this, id);
        return await session.Folders!.UploadAsync(path, id, Container, progress, cancel);
    }

    private async Task StartAsync(Backup backup, BackupRestore restore, BrokerSession session, CancellationToken cancel)
    {
        var started = await restore.StartAsync(backup, cancel);
        WriteHost($"The restore of {TerminalText.Shorten(backup.Id)} into {session.Broker} has started.");
        if (!NoWait) started = await WaitAsync(started, session, cancel);
        if (started.State.Equals(BackupState.RestoreFailed, StringComparison.OrdinalIgnoreCase)) throw BackupErrors.RestoreFailed(started, session.Broker);
        WriteObject(new HiveMQBackupStatus(started, session) { IsOfPipedBroker = InputObject?.IsOfPipedBroker == true });
    }

    private async Task<Backup> WaitAsync(Backup started, BrokerSession session, CancellationToken cancel)
    {
        using var progress = new WaitProgressBar(this, session.Broker.ToString());
        return await new BackupWait(session.Api).UntilRestoredAsync(started, TimeSpan.FromSeconds(TimeoutSec), progress, cancel);
    }
}
