using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows a download: percent, bytes, speed and time left, at most ten times a second. One of several has its place below their total.</summary>
internal sealed class DownloadProgressBar(Cmdlet cmdlet, string backup, DownloadTotal total, int place, SynchronizationContext pipeline)
    : ProgressBar(cmdlet, $"Saving {backup}", place, pipeline), IProgress<DownloadProgress>, IProgress<TestProgress>
{
    // Earlier, speed and time left are guesses.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private Stopwatch? _verifying;

    /// <summary>The bytes that have arrived.</summary>
    internal long Bytes { get; private set; }

    private protected override bool IsChild => total.HasSeveral;

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        Bytes = value.Bytes;
        var elapsed = _watch.Elapsed;
        if (!IsDue(elapsed)) return;
        Show(
            Text(value.Bytes, value.Total, elapsed),
            Percent(value.Bytes, value.Total),
            value.ResumeCount > 0 ? $"Resumed {(value.ResumeCount == 1 ? "once" : $"{value.ResumeCount} times")}" : null);
        total.Update();
    }

    /// <summary>The file has arrived, and is tested.</summary>
    public void Report(TestProgress value)
    {
        _verifying ??= Stopwatch.StartNew();
        if (IsDue(_watch.Elapsed)) Show($"Verifying: {Text(value.Bytes, value.Total, _verifying.Elapsed)}", Percent(value.Bytes, value.Total));
    }

    /// <summary>0 to 100, or -1 if the length is unknown.</summary>
    internal static int Percent(long bytes, long? whole) => whole is > 0 and { } total ? (int)Math.Min(100, bytes * 100 / total) : -1;

    /// <summary>For example "42 %, 420.0 MB of 1.0 GB, 180.2 MB/s, 3 s left".</summary>
    internal static string Text(long bytes, long? whole, TimeSpan elapsed)
    {
        var amount = Amount(bytes, whole, elapsed);
        return whole is not { } total ? amount : string.Create(CultureInfo.CurrentCulture, $"{(total > 0 ? bytes * 100 / total : 100)} %, {amount}");
    }

    /// <summary>The same without the percentage.</summary>
    internal static string Amount(long bytes, long? whole, TimeSpan elapsed)
    {
        var speed = elapsed >= Settled ? bytes / elapsed.TotalSeconds : 0;
        var rate = speed > 0 ? $", {BackupView.Size((long)speed)}/s" : "";
        if (whole is not { } total) return $"{BackupView.Size(bytes)}{rate}";
        var left = speed > 0 ? $", {BackupView.Duration(TimeSpan.FromSeconds(Math.Ceiling((total - bytes) / speed)))} left" : "";
        return $"{BackupView.Size(bytes)} of {BackupView.Size(total)}{rate}{left}";
    }
}
