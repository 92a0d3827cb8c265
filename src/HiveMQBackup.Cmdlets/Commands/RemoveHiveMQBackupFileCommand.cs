using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Retention;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Removes the saved backups of a folder that no rule keeps.</summary>
// Unlike a deletion at the broker, it does not ask by default: the rules are what the user confirms, and a scheduled job cannot be asked.
[Cmdlet(VerbsCommon.Remove, "HiveMQBackupFile", DefaultParameterSetName = "Path", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(HiveMQRetentionResult))]
public sealed partial class RemoveHiveMQBackupFileCommand : FolderCmdlet
{
    private const string Declined = "declined";
    private const string NotRemoved = "could not be removed";

    /// <summary>The folders' paths.</summary>
    [With(Choice.Path, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public partial string[]? Path { get; set; }

    /// <summary>Keeps this many newest files.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepLast { get; set; }

    /// <summary>Keeps the newest file of each of this many hours.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepHourly { get; set; }

    /// <summary>Keeps the newest file of each of this many days.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepDaily { get; set; }

    /// <summary>Keeps the newest file of each of this many weeks.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepWeekly { get; set; }

    /// <summary>Keeps the newest file of each of this many months.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepMonthly { get; set; }

    /// <summary>Keeps the newest file of each of this many years.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepYearly { get; set; }

    /// <summary>Keeps all files of this span before the newest one.</summary>
    [Parameter]
    [KeepSpan]
    public string? KeepWithin { get; set; }

    private protected override IEnumerable<string> WildcardPaths => Path ?? [];

    private KeepPolicy Policy => new()
    {
        Last = KeepLast,
        Hourly = KeepHourly,
        Daily = KeepDaily,
        Weekly = KeepWeekly,
        Monthly = KeepMonthly,
        Yearly = KeepYearly,
        Within = KeepWithin is null ? null : KeepSpan.Parse(KeepWithin),
    };

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(_ =>
    {
        if (Policy.IsEmpty) ThrowTerminatingError(ErrorRecords.Argument(ErrorCatalog.KeepRuleRequired, "No rule says which files to keep.", null));
        return Task.CompletedTask;
    });

    private protected override async Task ProcessFolderAsync(SavedFolder folder, CancellationToken cancel)
    {
        var decisions = await DecideAsync(folder, cancel);
        var listing = BackupView.Listing(folder.Files);
        var summary = new RemovalSummary(folder.Path);
        // All questions come first, so that they do not interrupt the table.
        foreach (var (decision, isConfirmed) in decisions.Select(Ask).ToList())
        {
            cancel.ThrowIfCancellationRequested();
            var done = isConfirmed ? Remove(decision) : decision;
            summary.Add(done, isConfirmed);
            WriteObject(new HiveMQRetentionResult(done, listing));
        }
        WriteHost(summary.ToString());
    }

    private async Task<IReadOnlyList<KeepDecision>> DecideAsync(SavedFolder folder, CancellationToken cancel)
    {
        using var progress = new ValidityProgressBar(this, folder.Path);
        var decisions = await ValidBackup.EnsureAsync(Policy.Decide(folder.Files, DateTimeOffset.UtcNow), progress, cancel);
        foreach (var kept in decisions.Where(decision => decision.Reasons.Contains(KeepDecision.NotValid)))
        {
            WriteWarning($"{kept.File.Path} is kept, but is not a valid backup. Test-HiveMQBackup shows what is wrong with it.");
        }
        if (decisions.Any(decision => decision.Reasons is [KeepDecision.NoneValid])) WriteWarning($"No file in {folder.Path} is a valid backup, so none is removed.");
        return decisions;
    }

    private (KeepDecision Decision, bool IsConfirmed) Ask(KeepDecision decision)
    {
        if (decision.IsKept) return (decision, false);
        var what = $"the file {decision.File.Path} (created {BackupView.Time(decision.File.CreatedAt)}, {BackupView.Size(decision.File.Length)})";
        if (ShouldProcess($"Remove {what}.", $"Remove {what}? This cannot be undone.", "Remove a backup's file", out var reason)) return (decision, true);
        return (reason == ShouldProcessReason.WhatIf ? decision : KeepDecision.Kept(decision.File, Declined), false);
    }

    private KeepDecision Remove(KeepDecision decision)
    {
        try
        {
            return Removal.Remove(decision.File) ? decision : KeepDecision.Kept(decision.File, KeepDecision.InUse);
        }
        catch (HiveMQBackupException e) when (e.Code == ErrorCode.FileNotRemoved)
        {
            WriteError(e, decision.File.Path);
            return File.Exists(decision.File.Path) ? KeepDecision.Kept(decision.File, NotRemoved) : decision;
        }
    }

    private protected override void TellNone(string text) => WriteWarning(text);
}
