using System.Diagnostics;
using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>
/// Shows all downloads of a command in one bar, and has a bar for each that is running. As long as there is only one, its own bar is
/// enough. To be created on the pipeline thread; thread-safe from then on.
/// </summary>
internal sealed class DownloadTotal(Cmdlet cmdlet) : ProgressBar(cmdlet, "")
{
    private readonly Cmdlet _cmdlet = cmdlet;
    private readonly SynchronizationContext _pipeline = SynchronizationContext.Current!;
    private readonly object _lock = new();
    private readonly SortedDictionary<int, DownloadProgressBar> _running = [];
    private readonly Stopwatch _watch = new();
    private int _count;
    private int _done;
    private long _bytesDone;
    private long? _length = 0;

    /// <summary>Whether there is more than one download.</summary>
    internal bool HasSeveral => _count > 1;

    /// <summary>One more is to be downloaded.</summary>
    /// <param name="length">Its length, or null if it is unknown.</param>
    internal void Expect(long? length)
    {
        lock (_lock)
        {
            _count++;
            _length += length;
        }
    }

    /// <summary>A download begins; its bar has the first free place.</summary>
    internal DownloadProgressBar Begin(string backup)
    {
        lock (_lock)
        {
            var place = Enumerable.Range(0, int.MaxValue).First(free => !_running.ContainsKey(free));
            var bar = new DownloadProgressBar(_cmdlet, backup, this, place, _pipeline);
            _running.Add(place, bar);
            _watch.Start();
            return bar;
        }
    }

    /// <summary>A download has ended, or failed.</summary>
    /// <param name="bar">Its bar, which is removed.</param>
    /// <param name="expected">The length that was expected, or null.</param>
    /// <param name="saved">The length of the file; 0 if there is none.</param>
    internal void End(DownloadProgressBar bar, long? expected, long saved)
    {
        lock (_lock)
        {
            _running.Remove(_running.First(running => running.Value == bar).Key);
            _done++;
            _bytesDone += saved;
            // What failed is no longer waited for.
            _length += saved - expected;
            bar.Dispose();
            if (_running.Count > 0) return;
            _watch.Stop();
            Dispose();
        }
    }

    /// <summary>Shows the total, if it is due.</summary>
    internal void Update()
    {
        lock (_lock)
        {
            if (!HasSeveral || !IsDue(_watch.Elapsed)) return;
            var bytes = _bytesDone + _running.Values.Sum(bar => bar.Bytes);
            Activity = $"Saving {_count} backups";
            Show($"{_done} done, {DownloadProgressBar.Amount(bytes, _length, _watch.Elapsed)}", DownloadProgressBar.Percent(bytes, _length));
        }
    }
}
