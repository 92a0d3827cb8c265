using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Completion;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Downloads backups of a HiveMQ broker into files.</summary>
[Cmdlet(VerbsData.Save, "HiveMQBackup", DefaultParameterSetName = "Latest, StatefulSet, Credential", SupportsShouldProcess = true)]
[OutputType(typeof(HiveMQBackupFile))]
[OneOf(Choice.Latest, Choice.Id, Choice.InputObject, Choice.Broker)]
public sealed partial class SaveHiveMQBackupCommand : BrokerCmdlet
{
    private readonly Dictionary<string, Task> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly SavedFiles _saved = new();
    private DownloadTotal? _total;

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

    /// <summary>The folder to save in; created if it is missing. The current one by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string OutputDir { get; set; } = ".";

    /// <summary>The file's name, instead of the one that the broker proposes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputFile { get; set; }

    /// <summary>Overwrites an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps the partial file of a failed download, and resumes an earlier one.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Tests the file as Test-HiveMQBackup does, and keeps it only if it is a whole backup.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>Writes FILE.sha256 beside the file, as sha256sum --check reads it.</summary>
    [Parameter]
    public SwitchParameter Checksum { get; set; }

    /// <summary>How many seconds the connection can be idle before it is considered lost and the download resumes.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int OperationTimeoutSeconds { get; set; } = 60;

    /// <summary>How many backups are downloaded at once.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = 4;

    private protected override int MostAtOnce => ThrottleLimit;

    // A download takes long: other commands do not wait for its end.
    private protected override SessionRequests Requests { get; } = new();

    private protected override object About(ErrorCode code) =>
        code == ErrorCode.OutputPathInvalid ? OutputFile ?? OutputDir : base.About(code);

    private protected override Task ProcessRecordAsync(CancellationToken cancel)
    {
        _total ??= new DownloadTotal(this);
        var selection = new BackupSelection(this) { Piped = InputObject, Brokers = Broker ?? [], Ids = Id ?? [], Latest = Latest, CanBeChosen = backup => BackupState.HasFile(backup.State) };
        return selection.EachAsync(
            (backup, session) =>
            {
                Save(backup, session, selection);
                return Task.CompletedTask;
            },
            cancel);
    }

    private void Save(Backup backup, BrokerSession session, BackupSelection selection)
    {
        var options = Options(backup, session);
        if (!ShouldProcess($"{TerminalText.Shorten(backup.Id)} of {session.Broker}", $"Save to {options.Folder}")) return;
        _total!.Expect(backup.Bytes);
        // Two backups may have the same file: the second one waits, and finds the file of the first.
        var file = Path.Combine(options.Folder, options.FileName ?? backup.Id);
        var earlier = _files.GetValueOrDefault(file, Task.CompletedTask);
        _files[file] = Beside.Start(
            async cancel =>
            {
                await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return await SaveAsync(backup, session, options, cancel).ConfigureAwait(false);
            },
            error => selection.WriteError(error, backup, session));
    }

    // On the thread pool; what it returns is done on the pipeline thread.
    private async Task<Action> SaveAsync(Backup backup, BrokerSession session, SaveOptions options, CancellationToken cancel)
    {
        if (BackupState.HasFile(backup.State)) Tell($"Saving {TerminalText.Shorten(backup.Id)} of {session.Broker}, {BackupView.SizeOrUnknown(backup)}, created {BackupView.Time(backup.CreatedAt)}.");
        var saved = await DownloadAsync(backup, session, options, cancel).ConfigureAwait(false);
        return () => WriteObject(new HiveMQBackupFile(saved, backup));
    }

    private async Task<SavedBackup> DownloadAsync(Backup backup, BrokerSession session, SaveOptions options, CancellationToken cancel)
    {
        var progress = _total!.Begin(TerminalText.Shorten(backup.Id));
        SavedBackup? saved = null;
        try
        {
            return saved = await new BackupDownload(session.Api).SaveAsync(backup, options, progress, cancel, progress).ConfigureAwait(false);
        }
        finally
        {
            _total.End(progress, backup.Bytes, saved?.Length ?? 0);
        }
    }

    private SaveOptions Options(Backup backup, BrokerSession session)
    {
        var folder = OutputPath.Folder(this, OutputPlaceholders.Fill(OutputDir, backup, session.Broker));
        var path = OutputFile is null ? null : OutputPath.File(this, folder, OutputFile);
        return new SaveOptions(Path.GetDirectoryName(path) ?? folder, Path.GetFileName(path), Force)
        {
            Resume = Resume,
            Verify = Verify,
            Checksum = Checksum,
            Saved = _saved,
            StallLimit = TimeSpan.FromSeconds(OperationTimeoutSeconds),
        };
    }
}
