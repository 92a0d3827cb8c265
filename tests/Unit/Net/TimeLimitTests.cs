using HiveMQBackup.Client.Net;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Net;

public sealed class TimeLimitTests
{
    private readonly FakeTimeProvider _clock = new();

    private TimeLimit Limit(int seconds, CancellationToken cancel) => new(TimeSpan.FromSeconds(seconds), _clock, cancel);

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
        using (TimeLimit.Pause()) Pass(1000);
        Pass(9);
        Assert.False(limit.Token.IsCancellationRequested);
        Pass(1);
        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void All_limits_around_a_call_stand_still()
    {
        using var outer = Limit(30, Test.Cancel);
        using (var inner = Limit(10, outer.Token))
        {
            using (TimeLimit.Pause())
            using (TimeLimit.Pause())
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
        using var pause = TimeLimit.Pause();

        cancel.Cancel();

        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_pause_that_outlasts_its_call_changes_nothing()
    {
        IDisposable pause;
        using (Limit(30, Test.Cancel)) pause = TimeLimit.Pause();

        pause.Dispose();

        using var next = Limit(1, Test.Cancel);
        Pass(1);
        Assert.True(next.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task It_holds_for_its_own_flow_of_control_alone()
    {
        using var limit = Limit(30, Test.Cancel);
        await Task.Run(() => Limit(1, Test.Cancel).Dispose(), Test.Cancel);
        using var pause = TimeLimit.Pause();
        Pass(1000);

        Assert.False(limit.Token.IsCancellationRequested);
    }
}
