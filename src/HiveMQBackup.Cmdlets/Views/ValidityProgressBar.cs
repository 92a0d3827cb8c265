using System.Diagnostics;
using System.Management.Automation;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows the test whether a file that is kept is valid: percent, bytes, speed and time left, at most ten times a second.</summary>
internal sealed class ValidityProgressBar(Cmdlet cmdlet, string file) : ProgressBar(cmdlet, $"Testing {file}"), IProgress<TestProgress>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Report(TestProgress value)
    {
        if (!IsDue(_watch.Elapsed)) return;
        Show(
            DownloadProgressBar.Text(value.Bytes, value.Total, _watch.Elapsed),
            value.Total > 0 ? (int)Math.Min(100, value.Bytes * 100 / value.Total) : -1,
            "A valid backup has to stay");
    }
}
