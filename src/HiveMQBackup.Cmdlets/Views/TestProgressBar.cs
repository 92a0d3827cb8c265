using System.Diagnostics;
using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows the test of a file, at most ten times a second: percent, bytes, speed and time left, and below what was found so far.</summary>
/// <param name="cmdlet">Writes the progress.</param>
/// <param name="file">The file's name.</param>
internal sealed class TestProgressBar(Cmdlet cmdlet, string file)
    : ProgressBar(cmdlet, $"Testing {TerminalText.Shorten(file, LongestName)}"), IProgress<TestProgress>
{
    // An id with its time, and room for the rest in 80 columns.
    private const int LongestName = 18;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly FoundBar _found = new(cmdlet);

    /// <inheritdoc/>
    public void Report(TestProgress value)
    {
        if (!IsDue(_watch.Elapsed)) return;
        Show(DownloadProgressBar.Text(value.Bytes, value.Total, _watch.Elapsed), DownloadProgressBar.Percent(value.Bytes, value.Total));
        _found.Show(value.Counts);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _found.Dispose();
        base.Dispose();
    }

    // PowerShell's own view of progress does not show the second line of a bar.
    private sealed class FoundBar(Cmdlet cmdlet) : ProgressBar(cmdlet, "Found", place: 1)
    {
        internal void Show(ContentCounts counts) => Show(string.Join(", ", new[]
        {
            Some(counts.RetainedMessages, "retained"),
            Some(counts.ClientSessions, "sessions"),
            Some(counts.Subscriptions, "subscriptions"),
            Some(counts.QueuedMessages, "queued"),
        }.OfType<string>().DefaultIfEmpty("nothing so far")));

        private static string? Some(long count, string what) => count > 0 ? $"{BackupView.Count(count)} {what}" : null;
    }
}
