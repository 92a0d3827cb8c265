using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HiveMQBackup.Client.Backups.Download;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows a download: percent, bytes, speed and time left, at most ten times a second.</summary>
internal sealed class DownloadProgressBar(Cmdlet cmdlet, string backup) : ProgressBar(cmdlet, $"Saving {backup}"), IProgress<DownloadProgress>
{
    // Earlier, speed and time left are guesses.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        var elapsed = _watch.Elapsed;
        if (!IsDue(elapsed)) return;
        Show(
            Text(value.Bytes, value.Total, elapsed),
            value.Total is > 0 and { } total ? (int)(value.Bytes * 100 / total) : -1,
            value.ResumeCount > 0 ? $"Resumed {(value.ResumeCount == 1 ? "once" : $"{value.ResumeCount} times")}" : null);
    }

    /// <summary>For example "42 %, 420.0 MB of 1.0 GB, 180.2 MB/s, 3 s left".</summary>
    internal static string Text(long bytes, long? whole, TimeSpan elapsed)
    {
        var speed = elapsed >= Settled ? bytes / elapsed.TotalSeconds : 0;
        var rate = speed > 0 ? $", {BackupView.Size((long)speed)}/s" : "";
        if (whole is not { } total) return $"{BackupView.Size(bytes)}{rate}";
        var left = speed > 0 ? $", {BackupView.Duration(TimeSpan.FromSeconds(Math.Ceiling((total - bytes) / speed)))} left" : "";
        var percent = total > 0 ? bytes * 100 / total : 100;
        return string.Create(CultureInfo.CurrentCulture, $"{percent} %, {BackupView.Size(bytes)} of {BackupView.Size(total)}{rate}{left}");
    }
}
