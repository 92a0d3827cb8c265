using System.Collections.Concurrent;

namespace HiveMQBackup.Faults.Support;

/// <summary>A clock without waiting on which a test acts within a pause, and decides when the limit of an idle connection passes.</summary>
internal sealed class StallingClock : AutoAdvancingClock
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<Func<Task>> _inPause = new();
    private volatile bool _stalled;
    private int _readers;

    public StallingClock() => Skips = due => due <= LongestPause;

    /// <summary>Does something within the next pause.</summary>
    public void InNextPause(Func<Task> action) => _inPause.Enqueue(action);

    /// <summary>No more bytes will come: the limit of a read, under way or the next one, has passed.</summary>
    public void Stall()
    {
        _stalled = true;
        // Only a reader of a body has this limit; to others, which are still at the headers, the stall comes later.
        if (_readers > 0) Advance(StallLimit);
    }

    public void Reset()
    {
        _stalled = false;
        _inPause.Clear();
    }

    protected override void Skip(TimeSpan due)
    {
        _stalled = false;
        _ = Task.Run(() => SkipAsync(due));
    }

    protected override void Wait(TimeSpan due)
    {
        if (_stalled && due == StallLimit) ThreadPool.QueueUserWorkItem(_ => Advance(due));
    }

    protected override void OnCreated(TimeSpan due)
    {
        if (due == StallLimit) Interlocked.Increment(ref _readers);
    }

    protected override void OnDisposed(TimeSpan due)
    {
        if (due == StallLimit) Interlocked.Decrement(ref _readers);
    }

    private async Task SkipAsync(TimeSpan due)
    {
        while (_inPause.TryDequeue(out var action)) await action();
        Advance(due);
    }
}
