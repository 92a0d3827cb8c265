using HiveMQBackup.Client;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class RetryTests
{
    // No retry is a warning.
    private static Log RetriesTo(Action<string> listener) => new(Assert.Fail, text =>
    {
        if (text.StartsWith("Attempt ", StringComparison.Ordinal)) listener(text);
    });

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_read_is_repeated_until_the_broker_is_back(int status)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(status, times: 3);

        Assert.Empty(await broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(4, broker.Node.Requests.Count);
    }

    [Fact]
    public async Task A_broker_that_stays_unavailable_is_an_error_with_its_own_text()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(503, times: int.MaxValue);

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("temporarily not available, please try again later", failed.Message, StringComparison.Ordinal);
        Assert.InRange(broker.Node.Requests.Count, 4, 10);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task A_final_response_is_not_retried(int status)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(status, times: int.MaxValue);

        await Assert.ThrowsAsync<HiveMQBackupException>(() => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Single(broker.Node.Requests);
    }

    [Fact]
    public async Task A_read_is_repeated_after_a_lost_connection()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        var lost = 0;
        broker.Node.Faults.Intercept = (context, next) => ++lost <= 3 ? context.AbortAsync() : next();

        Assert.Empty(await broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(4, broker.Node.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_is_always_lost_is_an_error_in_the_end()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.Intercept = (context, _) => context.AbortAsync();

        await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.InRange(broker.Node.Requests.Count, 2, 5);
    }

    [Fact]
    public async Task A_connection_that_is_reset_at_any_moment_is_a_broker_that_is_not_available()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Unplug();

        // When exactly the reset arrives is chance; one of these hits each moment.
        for (var i = 0; i < 25; i++)
        {
            var calls = Enumerable.Range(0, 20).Select(_ => Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel)));
            Assert.All(await Task.WhenAll(calls), failed => Assert.NotNull(failed.InnerException));
        }
    }

    [Fact]
    public async Task A_broker_that_was_away_may_lose_a_connection_as_well()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        var request = 0;
        broker.Node.Faults.FailNext(503, times: 3);
        broker.Node.Faults.Intercept = (context, next) => request++ % 2 == 0 ? context.AbortAsync() : next();

        Assert.Empty(await broker.Api.ListBackupsAsync(Test.Cancel));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Every_delay_in_Retry_After_is_kept(int status)
    {
        // A hundredth of a second is left until then, since the clock stands still.
        var clock = new AutoAdvancingClock();
        clock.SetUtcNow(new DateTimeOffset(2026, 12, 31, 23, 59, 55, 990, TimeSpan.Zero));
        await using var broker = await StandaloneBroker.StartAsync(time: clock);
        broker.Node.Faults.FailNext(status, times: 12, retryAfter: "Thu, 31 Dec 2026 23:59:56 GMT");

        Assert.Empty(await broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(13, broker.Node.Requests.Count);
    }

    [Fact]
    public async Task A_broker_that_always_sends_a_Retry_After_of_0_is_an_error_in_the_end()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(503, times: int.MaxValue, retryAfter: "0");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains(" was 503", failed.Message, StringComparison.Ordinal);
        Assert.Equal(7, broker.Node.Requests.Count);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_delay_that_is_longer_than_the_call_may_take_ends_it_at_once(int status)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(status, times: int.MaxValue, retryAfter: "31");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("It asks to wait 31 seconds, which is longer than the call has left.", failed.Message, StringComparison.Ordinal);
        Assert.Single(broker.Node.Requests);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_delay_that_is_longer_than_what_is_left_of_the_call_ends_it_at_once()
    {
        var clock = new AutoAdvancingClock();
        await using var broker = await StandaloneBroker.StartAsync(time: clock);
        broker.Node.Faults.Intercept = (context, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(12));
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = clock.Elapsed > TimeSpan.FromSeconds(13) ? "7" : "0";
            return Task.CompletedTask;
        };

        await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(2, broker.Node.Requests.Count);
    }

    [Fact]
    public async Task A_429_says_that_requests_are_limited()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(429, times: int.MaxValue, retryAfter: "60", body: "slow down");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("limits requests", failed.Message, StringComparison.Ordinal);
        Assert.Contains("slow down. It asks to wait 60 seconds", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.Throttled>(failed.Cause);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_create_request_that_is_put_off_is_not_repeated_and_has_created_nothing(int status)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(status, times: int.MaxValue, retryAfter: "1");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.RequestBackupAsync(Test.Cancel));

        Assert.EndsWith("It asks to wait 1 second. Nothing was created.", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, broker.Posts);
    }

    [Theory]
    [InlineData("7", "7.0 s")]
    [InlineData("Thu, 31 Dec 2026 23:59:59 GMT", "3.0 s")]
    public async Task The_delay_in_Retry_After_is_kept(string retryAfter, string delay)
    {
        var clock = new AutoAdvancingClock();
        clock.SetUtcNow(new DateTimeOffset(2026, 12, 31, 23, 59, 56, TimeSpan.Zero));
        await using var broker = await StandaloneBroker.StartAsync(time: clock);
        broker.Node.Faults.FailNext(503, retryAfter: retryAfter);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var said = new List<string>();
        var log = RetriesTo(text =>
        {
            said.Add(text);
            cancel.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broker.Api.For(log).ListBackupsAsync(cancel.Token));

        Assert.Contains("503", Assert.Single(said), StringComparison.Ordinal);
        Assert.Contains(delay, said[0], StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_delay_beyond_the_limit_of_the_call_is_not_reported_as_a_timeout()
    {
        var clock = new AutoAdvancingClock();
        await using var broker = await StandaloneBroker.StartAsync(time: clock);
        broker.Node.Faults.FailNext(503, times: int.MaxValue, retryAfter: "3600");
        var log = RetriesTo(_ => clock.Advance(TimeSpan.FromSeconds(30)));

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.For(log).ListBackupsAsync(Test.Cancel));

        Assert.Contains(" was 503", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retries_are_reported_without_warnings()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(503, times: 2);
        var told = new List<string>();

        await broker.Api.For(RetriesTo(told.Add)).ListBackupsAsync(Test.Cancel);

        Assert.Equal(2, told.Count);
        Assert.StartsWith("Attempt 1 failed (the response was 503); retrying in ", told[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_calls_over_the_same_connections_each_is_told_of_its_own_retries()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        var (first, second) = (new List<string>(), new List<string>());
        await broker.Api.For(RetriesTo(first.Add)).ListBackupsAsync(Test.Cancel);
        broker.Node.Faults.FailNext(503);

        await broker.Api.For(RetriesTo(second.Add)).ListBackupsAsync(Test.Cancel);

        Assert.Empty(first);
        Assert.Single(second);
    }

    [Fact]
    public async Task Several_calls_share_one_tunnel()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add("a", DateTimeOffset.UnixEpoch, 1000);
        var session = await cluster.OpenAsync();

        for (var i = 0; i < 5; i++) await session.Api.ListBackupsAsync(Test.Cancel);
        await session.Api.GetBackupAsync("a", Test.Cancel);
        await session.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal(1, cluster.PortForwards);
    }

    [Fact]
    public async Task Calls_side_by_side_have_a_tunnel_each_and_all_get_a_response()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add("a", DateTimeOffset.UnixEpoch, 1000);
        var session = await cluster.OpenAsync();

        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.Api.ListBackupsAsync(Test.Cancel)));

        Assert.All(lists, list => Assert.Single(list));
        Assert.InRange(cluster.PortForwards, 1, 8);
    }
}
