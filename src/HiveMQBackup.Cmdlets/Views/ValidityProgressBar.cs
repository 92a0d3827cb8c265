using System.Diagnostics;
using System.Management.Automation;
using HiveMQBackup.Client.Retention;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows the test whether a file that is kept is valid, at most ten times a second.</summary>
internal sealed class ValidityProgressBar(Cmdlet cmdlet, string folder) : ProgressBar(cmdlet, $"Looking for a valid backup in {folder}"), IProgress<ValidityProgress>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Report(ValidityProgress value)
    {
        if (!IsDue(_watch.Elapsed) || value.Total == 0) return;
        var percent = DownloadProgressBar.Percent(value.Bytes, value.Total);
        Show($"Testing {Path.GetFileName(value.Path)}: {percent} % of {BackupView.Size(value.Total)}", percent);
    }
}
