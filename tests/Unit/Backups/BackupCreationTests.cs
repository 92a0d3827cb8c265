using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.HiveMQ;
using RestDialect = HiveMQBackup.Simulator.HiveMQ.RestDialect;

namespace HiveMQBackup.Unit.Backups;

public sealed class BackupCreationTests
{
    private readonly AutoAdvancingClock _clock = new();

    private Task<StandaloneBroker> StartAsync() => StandaloneBroker.StartAsync(time: _clock);

    // The backup that was started by this call; or, when joining, another client's.
    private static async Task<Backup> CreateAsync(BackupApi api, bool joins = false)
    {
        var (backup, isNew) = await new BackupCreation(api).StartAsync(joins, Test.Cancel);
        Assert.Equal(!joins, isNew);
        return backup;
    }

    [Theory]
    [InlineData(RestDialect.Published)]
    [InlineData(RestDialect.Nested)]
    public async Task A_backup_is_started(RestDialect dialect)
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = dialect }, time: _clock);
        broker.Node.Backups.Add("old", DateTimeOffset.UnixEpoch, 1);

        var started = await CreateAsync(broker.Api);

        Assert.Equal("20260301-120000", started.Id);
        Assert.Equal("IN_PROGRESS", started.State);
        Assert.Equal(1, broker.Posts);
    }

    [Theory]
    [InlineData("IN_PROGRESS")]
    [InlineData("RESTORE_IN_PROGRESS")]
    public async Task While_another_one_runs_no_backup_is_requested(string state)
    {
        await using var broker = await StartAsync();
        broker.Node.Backups.Add("other", _clock.GetUtcNow(), 1, state);

        var failed = await Test.FailsAsync(ErrorCode.BackupAlreadyRunning, () => CreateAsync(broker.Api));

        Assert.Contains("'other'", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, broker.Posts);
    }

    [Fact]
    public async Task A_running_one_is_joined_on_request()
    {
        await using var broker = await StartAsync();
        broker.Node.Backups.Add("other", _clock.GetUtcNow(), 1, "IN_PROGRESS");

        Assert.Equal("other", (await CreateAsync(broker.Api, joins: true)).Id);
        Assert.Equal(0, broker.Posts);
    }

    [Fact]
    public async Task Where_nothing_runs_that_could_be_joined_a_backup_is_started()
    {
        await using var broker = await StartAsync();

        var (backup, isNew) = await new BackupCreation(broker.Api).StartAsync(joinRunning: true, Test.Cancel);

        Assert.Equal(("IN_PROGRESS", true), (backup.State, isNew));
        Assert.Equal(1, broker.Posts);
    }

    [Fact]
    public async Task A_restore_is_not_joined()
    {
        await using var broker = await StartAsync();
        broker.Node.Backups.Add("other", _clock.GetUtcNow(), 1, "RESTORE_IN_PROGRESS");

        await Test.FailsAsync(ErrorCode.BackupAlreadyRunning, () => CreateAsync(broker.Api, joins: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_that_another_client_starts_a_moment_earlier_is_named_or_joined(bool join)
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (context.Request.Method == "POST") broker.Node.Backups.Add("faster", _clock.GetUtcNow().AddSeconds(-1), 1, "IN_PROGRESS");
            return next();
        };

        if (join) Assert.Equal("faster", (await CreateAsync(broker.Api, joins: true)).Id);
        else await Test.FailsAsync(ErrorCode.BackupAlreadyRunning, () => CreateAsync(broker.Api));

        Assert.Equal(1, broker.Posts);
    }

    [Fact]
    public async Task The_brokers_reason_for_a_rejection_is_in_the_error()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.Intercept = async (context, next) =>
        {
            if (context.Request.Method != "POST")
            {
                await next();
                return;
            }
            var other = broker.Node.Backups.Create();
            await next();
            broker.Node.Backups.Complete(other.Id, 1);
        };

        var refused = await CreateAsync(broker.Api);

        Assert.Equal(("FAILED", "Another backup is already in progress."), (refused.State, refused.FailReason));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_whose_response_was_lost_is_found()
    {
        await using var broker = await StartAsync();
        broker.Node.Backups.Add("old", DateTimeOffset.UnixEpoch, 1);
        broker.Node.Faults.LoseResponseOfNextCreate(beforeProcessing: false);
        var warnings = new List<string>();

        var started = await CreateAsync(broker.Api.For(new Log(warnings.Add, _ => { })));

        Assert.Equal("20260301-120000", started.Id);
        Assert.Equal(1, broker.Posts);
        Assert.Contains(warnings, w => w.Contains(started.Id, StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_that_is_listed_a_little_later_is_found()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (context.Request.Method == "POST") return context.AbortAsync();
            if (_clock.Elapsed > TimeSpan.FromSeconds(3)) broker.Node.Backups.Add("late", _clock.GetUtcNow(), 0, "IN_PROGRESS");
            return next();
        };

        Assert.Equal("late", (await CreateAsync(broker.Api)).Id);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_request_that_was_lost_before_it_did_anything_is_uncertain()
    {
        await using var broker = await StartAsync();
        broker.Node.Backups.Add("old", DateTimeOffset.UnixEpoch, 1);
        broker.Node.Faults.LoseResponseOfNextCreate(beforeProcessing: true);

        var failed = await Test.FailsAsync(ErrorCode.CreateUncertain, () => CreateAsync(broker.Api));

        Assert.Contains("no new backup is listed", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
        Assert.Equal(1, broker.Posts);
        Assert.Equal(10, _clock.Elapsed.TotalSeconds);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Of_several_new_backups_none_is_taken_for_the_own_one()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (context.Request.Method != "POST") return next();
            broker.Node.Backups.Add("mine", _clock.GetUtcNow(), 1);
            broker.Node.Backups.Add("theirs", _clock.GetUtcNow(), 1);
            return context.AbortAsync();
        };

        var failed = await Test.FailsAsync(ErrorCode.CreateUncertain, () => CreateAsync(broker.Api));

        Assert.Contains("mine", failed.Message, StringComparison.Ordinal);
        Assert.Contains("theirs", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Of_several_new_backups_the_one_that_was_not_rejected_is_the_result()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (context.Request.Method != "POST") return next();
            broker.Node.Backups.Create();
            broker.Node.Backups.Create();
            return context.AbortAsync();
        };

        Assert.Equal("IN_PROGRESS", (await CreateAsync(broker.Api)).State);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_rejection_whose_response_was_lost_is_found()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (context.Request.Method != "POST") return next();
            broker.Node.Backups.Add("refused", _clock.GetUtcNow(), 1, "FAILED", "Another backup is already in progress.");
            return context.AbortAsync();
        };

        var refused = await CreateAsync(broker.Api);

        Assert.Equal(("refused", "FAILED"), (refused.Id, refused.State));
        Assert.Equal(1, broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_stays_away_after_the_request_leaves_it_uncertain()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (context.Request.Method != "POST") return next();
            broker.Node.Unplug();
            return Task.CompletedTask;
        };

        await Test.FailsAsync(ErrorCode.CreateUncertain, () => CreateAsync(broker.Api));

        Assert.Equal(1, broker.Posts);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_whose_response_was_lost_in_the_tunnel_is_found_or_uncertain(bool started)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(time: _clock);
        cluster.Pods[0].Node.Faults.LoseResponseOfNextCreate(beforeProcessing: !started);

        if (started) Assert.Equal("IN_PROGRESS", (await CreateAsync(session.Api)).State);
        else await Test.FailsAsync(ErrorCode.CreateUncertain, () => CreateAsync(session.Api));

        Assert.Equal(1, cluster.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task After_a_pod_that_dies_with_the_request_the_others_are_queried()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(time: _clock);
        cluster.Pods[0].Node.Faults.Intercept = async (context, next) =>
        {
            if (context.Request.Method == "POST")
            {
                cluster.Backups.Create();
                cluster.Pods[0].Delete();
            }
            else
            {
                await next();
            }
        };

        Assert.Equal("IN_PROGRESS", (await CreateAsync(session.Api)).State);
        Assert.Equal(1, cluster.Posts);
    }

    [Fact]
    public async Task No_backup_is_requested_where_the_list_fails()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.FailNext(403, times: int.MaxValue);

        await Test.FailsAsync(ErrorCode.HiveMQForbidden, () => CreateAsync(broker.Api));

        Assert.Equal(0, broker.Posts);
    }

    [Theory]
    [InlineData(503, ErrorCode.HiveMQUnavailable)]
    [InlineData(403, ErrorCode.HiveMQForbidden)]
    [InlineData(409, ErrorCode.UnexpectedResponse)]
    public async Task The_backup_of_a_rejected_request_is_not_looked_for(int status, ErrorCode code)
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (context.Request.Method != "POST") return next();
            context.Response.StatusCode = status;
            return context.JsonAsync("""{"errors":[{"title":"refused"}]}""");
        };

        await Test.FailsAsync(code, () => CreateAsync(broker.Api));

        Assert.Equal(2, broker.Node.Requests.Count);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_creation_can_be_cancelled_and_the_request_is_not_repeated()
    {
        await using var broker = await StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (context.Request.Method != "POST") return next();
            cancel.Cancel();
            return context.UntilGoneAsync();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BackupCreation(broker.Api).StartAsync(joinRunning: false, cancel.Token));

        Assert.Equal(1, broker.Posts);
    }
}
