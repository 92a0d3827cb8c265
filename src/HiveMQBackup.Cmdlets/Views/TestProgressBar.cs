using System.Diagnostics;
using System.Management.Automation;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shows the test of a file: percent, bytes, speed and time left, and what was found so far, at most ten times a second.</summary>
internal sealed class TestProgressBar(Cmdlet cmdlet, string file) : ProgressBar(cmdlet, $"Testing {file}"), IProgress<TestProgress>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Report(TestProgress value)
    {
        if (!IsDue(_watch.Elapsed)) return;
        Show(
            DownloadProgressBar.Text(value.Bytes, value.Total, _watch.Elapsed),
            value.Total > 0 ? (int)Math.Min(value.Bytes * 100 / value.Total, 100) : -1,
            Found(value.Counts));
    }

    private static string Found(ContentCounts counts) => string.Join(", ", new[]
    {
        Some(counts.RetainedMessages, "retained"),
        Some(counts.ClientSessions, "sessions"),
        Some(counts.Subscriptions, "subscriptions"),
        Some(counts.QueuedMessages, "queued"),
    }.OfType<string>());

    private static string? Some(long count, string what) => count > 0 ? $"{BackupView.Count(count)} {what}" : null;
}
