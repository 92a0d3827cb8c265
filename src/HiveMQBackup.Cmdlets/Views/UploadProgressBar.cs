using System.Diagnostics;
using System.Management.Automation;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Folders;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows an upload into a pod: percent, bytes, speed and time left, at most ten times a second.</summary>
internal sealed class UploadProgressBar(Cmdlet cmdlet, string backup) : ProgressBar(cmdlet, $"Uploading {backup}"), IProgress<UploadProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.Zero;
    private int _restarts;

    /// <inheritdoc/>
    public void Report(UploadProgress value)
    {
        if (value.Restarts != _restarts) (_restarts, _watch, _next) = (value.Restarts, Stopwatch.StartNew(), TimeSpan.Zero);
        var elapsed = _watch.Elapsed;
        var isWhole = value.Bytes == value.Total;
        if (elapsed < _next && !isWhole) return;
        _next = elapsed + Interval;
        Show(
            isWhole ? "Comparing the file in the pod" : DownloadProgressBar.Text(new DownloadProgress(value.Bytes, value.Total, 0), elapsed),
            (int)(value.Bytes * 100 / value.Total),
            $"To the pod {value.Pod}{(value.Restarts == 0 ? "" : $", attempt {value.Restarts + 1}")}");
    }
}
