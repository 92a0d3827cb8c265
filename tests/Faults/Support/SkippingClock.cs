using System.Collections.Concurrent;
using HiveMQBackup.Client.Kubernetes.PortForward;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Faults;

/// <summary>
/// A clock on which nobody has to wait: a pause is over as soon as it begins. Limits, which are longer than any pause, pass
/// only when the test says so.
/// </summary>
internal sealed class SkippingClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<Func<Task>> _inPause = new();
    private volatile bool _stalled;
    private int _readers;
    private int _pauses;

    /// <summary>How often somebody has paused.</summary>
    public int Pauses => _pauses;

    /// <summary>Does something within the next pause.</summary>
    public void InNextPause(Func<Task> action) => _inPause.Enqueue(action);

    /// <summary>No more bytes will come: the limit of whoever waits for some, or is about to, has passed.</summary>
    public void Stall()
    {
        _stalled = true;
        // Only a reader of a body has this limit; to others, who are still at the headers, the stall comes later.
        if (_readers > 0) Advance(StallLimit);
    }

    public void Reset()
    {
        _stalled = false;
        _inPause.Clear();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SkippingTimer(this, base.CreateTimer(callback, state, dueTime, period), dueTime == StallLimit);
        Begin(dueTime);
        return timer;
    }

    private void Begin(TimeSpan due)
    {
        if (due <= TimeSpan.Zero || due == PortForwarder.HeadStart || due == PortForwarder.Together) return;
        if (due <= LongestPause)
        {
            _stalled = false;
            Interlocked.Increment(ref _pauses);
            _ = Task.Run(() => SkipAsync(due));
        }
        else if (_stalled && due == StallLimit)
        {
            ThreadPool.QueueUserWorkItem(_ => Advance(due));
        }
    }

    private async Task SkipAsync(TimeSpan due)
    {
        while (_inPause.TryDequeue(out var action)) await action();
        Advance(due);
    }

    private sealed class SkippingTimer : ITimer
    {
        private readonly SkippingClock _clock;
        private readonly ITimer _timer;
        private int _reader;

        public SkippingTimer(SkippingClock clock, ITimer timer, bool isReader)
        {
            _clock = clock;
            _timer = timer;
            _reader = isReader ? 1 : 0;
            Interlocked.Add(ref clock._readers, _reader);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = _timer.Change(dueTime, period);
            _clock.Begin(dueTime);
            return changed;
        }

        public void Dispose()
        {
            Interlocked.Add(ref _clock._readers, -Interlocked.Exchange(ref _reader, 0));
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
