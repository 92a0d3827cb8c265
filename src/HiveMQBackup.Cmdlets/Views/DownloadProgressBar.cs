using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HiveMQBackup.Client.Backups.Download;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows a download: percent, bytes, speed and time left, at most ten times a second.</summary>
internal sealed class DownloadProgressBar(Cmdlet cmdlet, string backup) : ProgressBar(cmdlet, $"Saving {backup}"), IProgress<DownloadProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // Earlier, speed and time left are guesses.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.Zero;

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        var elapsed = _watch.Elapsed;
        if (elapsed < _next) return;
        _next = elapsed + Interval;
        Show(
            Text(value, elapsed),
            value.Total is > 0 and { } total ? (int)(value.Bytes * 100 / total) : -1,
            value.ResumeCount > 0 ? $"Resumed {(value.ResumeCount == 1 ? "once" : $"{value.ResumeCount} times")}" : null);
    }

    /// <summary>For example "42 %, 420.0 MB of 1.0 GB, 180.2 MB/s, 3 s left".</summary>
    internal static string Text(DownloadProgress value, TimeSpan elapsed)
    {
        var speed = elapsed >= Settled ? value.Bytes / elapsed.TotalSeconds : 0;
        var rate = speed > 0 ? $", {BackupView.Size((long)speed)}/s" : "";
        if (value.Total is not { } total) return $"{BackupView.Size(value.Bytes)}{rate}";
        var left = speed > 0 ? $", {BackupView.Duration(TimeSpan.FromSeconds(Math.Ceiling((total - value.Bytes) / speed)))} left" : "";
        var percent = total > 0 ? value.Bytes * 100 / total : 100;
        return string.Create(CultureInfo.CurrentCulture, $"{percent} %, {BackupView.Size(value.Bytes)} of {BackupView.Size(total)}{rate}{left}");
    }
}
