using System.Diagnostics;
using System.Management.Automation;
using HiveMQBackup.Client.Folders;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows an upload into a pod: percent, bytes, speed and time left, at most ten times a second.</summary>
internal sealed class UploadProgressBar(Cmdlet cmdlet, string backup) : ProgressBar(cmdlet, $"Uploading {backup}"), IProgress<UploadProgress>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _began = TimeSpan.Zero;
    private int _restarts;

    /// <inheritdoc/>
    public void Report(UploadProgress value)
    {
        if (value.Restarts != _restarts) (_restarts, _began) = (value.Restarts, _watch.Elapsed);
        var isWhole = value.Bytes == value.Total;
        if (!IsDue(_watch.Elapsed) && !isWhole) return;
        Show(
            isWhole ? "Comparing the file in the pod" : DownloadProgressBar.Text(value.Bytes, value.Total, _watch.Elapsed - _began),
            (int)(value.Bytes * 100 / value.Total),
            $"To the pod {value.Pod}{(value.Restarts == 0 ? "" : $", attempt {value.Restarts + 1}")}");
    }
}
