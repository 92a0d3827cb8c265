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
    private readonly SynchronizationContext _pipeline = SynchronizationContext.Current!;
    private readonly int _id;
    private bool _shown;
    private TimeSpan _next = TimeSpan.Zero;

    private protected ProgressBar(Cmdlet cmdlet, string activity, int place = 0)
    {
        _id = FirstId + place;
        _cmdlet = cmdlet;
        Activity = TerminalText.Sanitize(activity);
    }

    // Mostly with a name from a server in it.
    private protected string Activity { get; }

    /// <summary>Whether the bar is due again, at most ten times a second.</summary>
    /// <param name="elapsed">The time since the work began.</param>
    private protected bool IsDue(TimeSpan elapsed)
    {
        if (elapsed < _next) return false;
        _next = elapsed + Interval;
        return true;
    }

    /// <summary>Shows the bar, from any thread.</summary>
    /// <param name="status">What happens now.</param>
    /// <param name="percent">0 to 100, or -1 if unknown.</param>
    /// <param name="detail">A second line, or null.</param>
    private protected void Show(string status, int percent = -1, string? detail = null) => _pipeline.Post(
        _ =>
        {
            _shown = true;
            _cmdlet.WriteProgress(new ProgressRecord(_id, Activity, TerminalText.Sanitize(status)) { PercentComplete = percent, CurrentOperation = detail is null ? null : TerminalText.Sanitize(detail) });
        },
        null);

    /// <summary>Removes the bar. Only on the pipeline thread.</summary>
    public virtual void Dispose()
    {
        if (_shown) _cmdlet.WriteProgress(new ProgressRecord(_id, Activity, " ") { RecordType = ProgressRecordType.Completed });
        _shown = false;
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
internal sealed class WaitProgressBar(Cmdlet cmdlet, string broker, int place = 0) : ProgressBar(cmdlet, $"Waiting for {broker}", place), IProgress<WaitProgress>
{
    /// <inheritdoc/>
    public void Report(WaitProgress value) => Show(
        $"{TerminalText.Shorten(value.Backup.Id)} is {TerminalText.Shorten(value.Backup.State)}, {BackupView.Duration(value.Elapsed)} so far, next check in {Math.Ceiling(value.NextCheck.TotalSeconds):0} s",
        detail: value.Trouble is null ? null : $"The last check failed; still waiting: {value.Trouble}");
}
