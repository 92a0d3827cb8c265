using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>One progress bar of a cmdlet, gone when it is disposed.</summary>
internal abstract class ProgressBar : IDisposable
{
    // The same for the process's life, and unlike those that scripts choose.
    private const int FirstId = 0x4851;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Cmdlet _cmdlet;
    private readonly SynchronizationContext _pipeline;
    private readonly int _place;
    private ProgressRecord? _next;
    private int? _shown;
    private TimeSpan _due = TimeSpan.Zero;

    /// <param name="cmdlet">The cmdlet that shows the bar.</param>
    /// <param name="activity">What the bar is about.</param>
    /// <param name="place">Tells the bars of a cmdlet apart.</param>
    /// <param name="pipeline">The cmdlet's pipeline thread; may be left out there.</param>
    private protected ProgressBar(Cmdlet cmdlet, string activity, int place = 0, SynchronizationContext? pipeline = null)
    {
        _cmdlet = cmdlet;
        _place = place;
        _pipeline = pipeline ?? SynchronizationContext.Current!;
        Activity = TerminalText.Sanitize(activity);
    }

    // Mostly with a name from a server in it.
    private protected string Activity { get; set; }

    /// <summary>Whether the bar stands below the total.</summary>
    private protected virtual bool IsChild => false;

    /// <summary>Whether the bar is due again, at most ten times a second.</summary>
    /// <param name="elapsed">The time since the work began.</param>
    private protected bool IsDue(TimeSpan elapsed)
    {
        if (elapsed < _due) return false;
        _due = elapsed + Interval;
        return true;
    }

    /// <summary>Shows the bar, from any thread.</summary>
    /// <param name="status">What happens now.</param>
    /// <param name="percent">0 to 100, or -1 if unknown.</param>
    /// <param name="detail">A second line, or null.</param>
    private protected void Show(string status, int percent = -1, string? detail = null)
    {
        var record = new ProgressRecord(IsChild ? FirstId + 1 + _place : FirstId + _place, Activity, TerminalText.Sanitize(status))
        {
            ParentActivityId = IsChild ? FirstId : -1,
            PercentComplete = percent,
            CurrentOperation = detail is null ? null : TerminalText.Sanitize(detail),
        };
        // While the pipeline thread is busy elsewhere, only the newest counts.
        if (Interlocked.Exchange(ref _next, record) is null) _pipeline.Post(_ => Write(), null);
    }

    private void Write()
    {
        if (Interlocked.Exchange(ref _next, null) is not { } record) return;
        _shown = record.ActivityId;
        _cmdlet.WriteProgress(record);
    }

    /// <summary>Removes the bar, from any thread.</summary>
    public virtual void Dispose()
    {
        if (SynchronizationContext.Current == _pipeline) Remove();
        else _pipeline.Post(_ => Remove(), null);
    }

    private void Remove()
    {
        _next = null;
        if (_shown is { } id) _cmdlet.WriteProgress(new ProgressRecord(id, Activity, " ") { RecordType = ProgressRecordType.Completed });
        _shown = null;
    }
}

/// <summary>Shown while the search for a broker takes longer than it should.</summary>
internal sealed class SearchProgress : ProgressBar
{
    internal SearchProgress(Cmdlet cmdlet, BrokerTarget target)
        : base(cmdlet, "Looking for the broker")
    {
        Show(target.Uri?.ToString() ?? $"Querying the Kubernetes API server{(target.Context is { } context ? $" (context '{context}')" : "")}");
    }
}

/// <summary>Shows a wait for a backup: its state, the time it has taken, and when the next check is due.</summary>
internal sealed class WaitProgressBar(Cmdlet cmdlet, string broker, int place = 0, SynchronizationContext? pipeline = null)
    : ProgressBar(cmdlet, $"Waiting for {broker}", place, pipeline), IProgress<WaitProgress>
{
    /// <inheritdoc/>
    public void Report(WaitProgress value) => Show(
        $"{TerminalText.Shorten(value.Backup.Id)} is {TerminalText.Shorten(value.Backup.State)}, {BackupView.Duration(value.Elapsed)} so far, next check in {Math.Ceiling(value.NextCheck.TotalSeconds):0} s",
        detail: value.Trouble is null ? null : $"The last check failed; still waiting: {value.Trouble}");
}
