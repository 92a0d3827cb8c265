using System.Collections.Concurrent;
using System.Threading.Channels;

namespace HiveMQBackup.Pester.Runner;

/// <summary>Runs the test files, or lists their tests, in several PowerShell processes side by side.</summary>
/// <param name="discover">Whether the tests are only listed.</param>
/// <param name="places">Where the selected tests start; none: all tests run.</param>
internal sealed class PesterRun(bool discover, IReadOnlyCollection<string> places)
{
    /// <summary>The results, as each file ends.</summary>
    internal IAsyncEnumerable<PesterResult> ResultsAsync(CancellationToken cancel)
    {
        var files = new ConcurrentQueue<string>(Files());
        var results = Channel.CreateUnbounded<PesterResult>();
        // A test mostly waits for processes that it has started, so one process cannot keep the processors busy.
        var processes = Enumerable.Range(0, Math.Min(Environment.ProcessorCount, files.Count)).Select(_ => RunAsync(files, results.Writer, cancel));
        // The reader throws what a process has thrown.
        _ = Task.WhenAll(processes).ContinueWith(all => results.Writer.Complete(all.Exception), TaskScheduler.Default);
        return results.Reader.ReadAllAsync(cancel);
    }

    private async Task RunAsync(ConcurrentQueue<string> files, ChannelWriter<PesterResult> results, CancellationToken cancel)
    {
        using var process = new PesterProcess(discover, places);
        await foreach (var result in process.ResultsAsync(files, cancel)) await results.WriteAsync(result, cancel);
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(PowerShellTool.Metadata("PesterTests"), "*.Tests.ps1")
        .Where(f => places.Count == 0 || places.Any(p => p.StartsWith($"{f}:", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal);
}
