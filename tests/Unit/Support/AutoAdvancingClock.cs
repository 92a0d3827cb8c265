using HiveMQBackup.Client.Kubernetes.PortForward;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit;

/// <summary>
/// A clock on which nobody has to wait: as soon as somebody starts to wait for a short time, that time has passed. Longer
/// limits run only by that, or by <see cref="FakeTimeProvider.Advance"/>.
/// </summary>
internal sealed class AutoAdvancingClock() : FakeTimeProvider(Began)
{
    internal static readonly DateTimeOffset Began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Which waits are over at once; by default those up to 6 s.</summary>
    public Func<TimeSpan, bool> Skips { get; set; } = due => due <= TimeSpan.FromSeconds(6);

    /// <summary>The time that has passed since the test began.</summary>
    public TimeSpan Elapsed => GetUtcNow() - Began;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SkippingTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Skip(dueTime);
        return timer;
    }

    private void Skip(TimeSpan due)
    {
        if (due > TimeSpan.Zero && Skips(due) && !IsLimit(due)) ThreadPool.QueueUserWorkItem(_ => Advance(due));
    }

    // These limit what is under way, and end nothing that a test waits for.
    private static bool IsLimit(TimeSpan due) => due == PodStreams<Stream>.HeadStart || due == PodStreams<Stream>.Together;

    private sealed class SkippingTimer(AutoAdvancingClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            clock.Skip(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
