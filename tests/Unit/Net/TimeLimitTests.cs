using HiveMQBackup.Client.Net;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Net;

public sealed class TimeLimitTests
{
    private readonly FakeTimeProvider _clock = new();

    private TimeLimit Limit(int seconds, CancellationToken cancel, CallScope? outer = null) => new(TimeSpan.FromSeconds(seconds), _clock, outer ?? Test.Scope, cancel);

    private void Pass(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void It_runs_out()
    {
        using var limit = Limit(30, Test.Cancel);
        Pass(29);
        Assert.False(limit.Token.IsCancellationRequested);
        Pass(1);
        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void It_stops_during_a_pause_and_continues_with_what_is_left()
    {
        using var limit = Limit(30, Test.Cancel);
        Pass(20);
        using (limit.Scope.PauseClocks()) Pass(1000);
        Pass(9);
        Assert.False(limit.Token.IsCancellationRequested);
        Pass(1);
        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void All_limits_around_a_call_stand_still()
    {
        using var outer = Limit(30, Test.Cancel);
        using (var inner = Limit(10, outer.Token, outer.Scope))
        {
            using (inner.Scope.PauseClocks())
            using (inner.Scope.PauseClocks())
            {
                Pass(1000);
            }
            Pass(9);
            Assert.False(inner.Token.IsCancellationRequested);
            Pass(1);
            Assert.True(inner.Token.IsCancellationRequested);
        }
        Assert.False(outer.Token.IsCancellationRequested);
        Pass(20);
        Assert.True(outer.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_caller_cancels_it_during_a_pause_as_well()
    {
        using var cancel = new CancellationTokenSource();
        using var limit = Limit(30, cancel.Token);
        using var pause = limit.Scope.PauseClocks();

        cancel.Cancel();

        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_pause_that_outlasts_its_call_changes_nothing()
    {
        IDisposable? pause;
        using (var limit = Limit(30, Test.Cancel)) pause = limit.Scope.PauseClocks();

        pause?.Dispose();

        using var next = Limit(1, Test.Cancel);
        Pass(1);
        Assert.True(next.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_pause_of_one_call_does_not_stop_the_clock_of_another()
    {
        using var limit = Limit(30, Test.Cancel);
        using var other = Limit(30, Test.Cancel);
        using var pause = limit.Scope.PauseClocks();
        Pass(30);

        Assert.False(limit.Token.IsCancellationRequested);
        Assert.True(other.Token.IsCancellationRequested);
    }
}
