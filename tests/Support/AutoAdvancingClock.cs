using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Client.Net;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Tests.Support;

/// <summary>
/// A clock without waiting: a short time has passed as soon as the code under test begins to wait for it. Longer limits run
/// only by that, or by <see cref="FakeTimeProvider.Advance"/>.
/// </summary>
internal class AutoAdvancingClock() : FakeTimeProvider(Began)
{
    internal static readonly DateTimeOffset Began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Which waits are over at once; by default those up to 6 s.</summary>
    public Func<TimeSpan, bool> Skips { get; set; } = due => due <= TimeSpan.FromSeconds(6);

    /// <summary>The time that has passed since the test began.</summary>
    public TimeSpan Elapsed => GetUtcNow() - Began;

    public sealed override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new AdvancingTimer(this, base.CreateTimer(callback, state, dueTime, period), dueTime);
        OnCreated(dueTime);
        Begin(dueTime);
        return timer;
    }

    /// <summary>A wait that is skipped has begun.</summary>
    protected virtual void Skip(TimeSpan due) => ThreadPool.QueueUserWorkItem(_ => Advance(due));

    /// <summary>A wait that is not skipped has begun.</summary>
    protected virtual void Wait(TimeSpan due)
    {
    }

    /// <summary>A timer was created with this due time.</summary>
    protected virtual void OnCreated(TimeSpan due)
    {
    }

    /// <summary>A timer that was created with this due time was disposed of.</summary>
    protected virtual void OnDisposed(TimeSpan due)
    {
    }

    private void Begin(TimeSpan due)
    {
        if (due <= TimeSpan.Zero || IsLimit(due)) return;
        if (Skips(due)) Skip(due);
        else Wait(due);
    }

    // These limit what is under way, and end nothing that a test waits for.
    private static bool IsLimit(TimeSpan due) => due == PodStreams<Stream>.HeadStart || due == PodStreams<Stream>.Together
        || due == EarlyUpgrade.Lifetime || due == EarlyConnections.Lifetime;

    private sealed class AdvancingTimer(AutoAdvancingClock clock, ITimer timer, TimeSpan due) : ITimer
    {
        private int _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            clock.Begin(dueTime);
            return changed;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) clock.OnDisposed(due);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
