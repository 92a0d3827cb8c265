using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Unit.Backups;

public sealed class BackupWaitTests
{
    private const string Id = "20260301-120000";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Backup Running = new(Id, AutoAdvancingClock.Began, null, "IN_PROGRESS", null);

    private readonly AutoAdvancingClock _clock = new();
    private readonly List<int> _checks = [];

    // A broker that knows one running backup, and when it got a request.
    private async Task<StandaloneBroker> StartAsync(RestDialect dialect = RestDialect.Published)
    {
        var broker = await StandaloneBroker.StartAsync(new() { Dialect = dialect }, time: _clock);
        broker.Node.Backups.Add(Id, AutoAdvancingClock.Began, 1000, "IN_PROGRESS");
        OnCheck(broker, _ => { });
        return broker;
    }

    private void OnCheck(StandaloneBroker broker, Action<int> change) => broker.Node.Faults.Intercept = (_, next) =>
    {
        _checks.Add((int)_clock.Elapsed.TotalSeconds);
        change(_checks.Count);
        return next();
    };

    [Fact(Timeout = Test.Limit)]
    public async Task The_broker_is_polled_after_2_seconds_and_then_less_and_less_often()
    {
        await using var broker = await StartAsync();
        OnCheck(broker, check =>
        {
            if (check == 7) broker.Node.Backups.Complete(Id, 1000);
        });

        var done = await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel);

        Assert.Equal([2, 6, 14, 30, 60, 90, 120], _checks);
        Assert.Equal(("COMPLETED", 1000L), (done.State, done.Bytes));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_broker_that_asks_to_wait_is_not_polled_before(int status)
    {
        await using var broker = await StartAsync();
        OnCheck(broker, check =>
        {
            if (check == 1) broker.Node.Faults.FailNext(status, retryAfter: "120");
            if (check == 3) broker.Node.Backups.Complete(Id, 1000);
        });

        await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel);

        Assert.Equal([2, 122, 130], _checks);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("COMPLETED")]
    [InlineData("FAILED")]
    [InlineData("RESTORE_COMPLETED")]
    [InlineData("RESTORE_FAILED")]
    public async Task A_wait_ends_with_the_state_that_is_an_end(string state)
    {
        await using var broker = await StartAsync();
        OnCheck(broker, _ => broker.Node.Backups.SetState(Id, state));

        var done = await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel);

        Assert.Equal(state, done.State);
        Assert.Single(_checks);
    }

    [Fact]
    public async Task A_backup_that_is_done_is_not_polled()
    {
        await using var broker = await StartAsync();
        var done = Running with { State = "COMPLETED" };

        Assert.Same(done, await new BackupWait(broker.Api).UntilDoneAsync(done, Hour, null, Test.Cancel));

        Assert.Empty(_checks);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("RESTORE_IN_PROGRESS")]
    [InlineData("PAUSED_BY_A_NEWER_BROKER")]
    public async Task A_state_that_is_not_final_is_polled_again(string state)
    {
        await using var broker = await StartAsync();
        OnCheck(broker, check => broker.Node.Backups.SetState(Id, check < 3 ? state : "COMPLETED"));

        await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel);

        Assert.Equal(3, _checks.Count);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_wait_works_in_the_other_dialect()
    {
        await using var broker = await StartAsync(RestDialect.Nested);
        broker.Node.Backups.Complete(Id, 7);

        Assert.Equal(7, (await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel)).Bytes);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_failed_backup_keeps_its_reason()
    {
        await using var broker = await StartAsync();
        broker.Node.Backups.Fail(Id, "Not enough disk space");

        Assert.Equal("Not enough disk space", (await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel)).FailReason);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_is_away_for_a_while_does_not_end_the_wait()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.FailNext(503, times: 20);
        broker.Node.Backups.Complete(Id, 1000);
        var progress = new ProgressList<WaitProgress>();

        var done = await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, progress, Test.Cancel);

        Assert.Equal("COMPLETED", done.State);
        Assert.Contains(progress.Reports, r => r.Trouble is { } trouble && trouble.Contains("not available", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Pods_that_are_away_for_a_while_do_not_end_the_wait()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add(Id, AutoAdvancingClock.Began, 1000);
        var session = await cluster.OpenAsync(time: _clock);
        foreach (var pod in cluster.Pods) pod.Delete();
        var progress = new ProgressList<WaitProgress>(report =>
        {
            if (report.Elapsed < TimeSpan.FromSeconds(20)) return;
            foreach (var pod in cluster.Pods) pod.Recreate();
        });

        Assert.Equal("COMPLETED", (await new BackupWait(session.Api).UntilDoneAsync(Running, Hour, progress, Test.Cancel)).State);
        Assert.Contains(progress.Reports, r => r.Trouble is not null);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_missing_permission_ends_the_wait()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.FailNext(401, times: int.MaxValue);

        await Test.FailsAsync(ErrorCode.HiveMQUnauthorized, () => new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_wait_that_times_out_says_that_the_backup_still_runs_and_how_to_follow_it()
    {
        await using var broker = await StartAsync();

        var failed = await Test.FailsAsync(
            ErrorCode.WaitTimeout, () => new BackupWait(broker.Api).UntilDoneAsync(Running, TimeSpan.FromSeconds(20), null, Test.Cancel));

        Assert.Equal([2, 6, 14, 20], _checks);
        Assert.Contains(Id, failed.Message, StringComparison.Ordinal);
        Assert.Contains("IN_PROGRESS", failed.Message, StringComparison.Ordinal);
        Assert.Contains("20 seconds", failed.Message, StringComparison.Ordinal);
        Assert.Contains("continues", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.BackupRunning(Id, TimeSpan.FromSeconds(20)), failed.Cause);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_that_is_done_at_the_last_moment_is_done()
    {
        await using var broker = await StartAsync();
        OnCheck(broker, check =>
        {
            if (check == 4) broker.Node.Backups.Complete(Id, 1000);
        });

        Assert.Equal("COMPLETED", (await new BackupWait(broker.Api).UntilDoneAsync(Running, TimeSpan.FromSeconds(20), null, Test.Cancel)).State);
    }

    [Fact]
    public async Task A_wait_of_no_time_runs_out_at_once()
    {
        await using var broker = await StartAsync();

        await Test.FailsAsync(ErrorCode.WaitTimeout, () => new BackupWait(broker.Api).UntilDoneAsync(Running, TimeSpan.Zero, null, Test.Cancel));

        Assert.Empty(_checks);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_node_that_does_not_know_the_backup_yet_is_polled_again()
    {
        await using var broker = await StartAsync();
        broker.Node.Backups.Remove(Id);
        OnCheck(broker, _ =>
        {
            if (_clock.Elapsed > TimeSpan.FromSeconds(10)) broker.Node.Backups.Add(Id, AutoAdvancingClock.Began, 1000);
        });

        Assert.Equal("COMPLETED", (await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel)).State);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_that_stays_unknown_is_not_found()
    {
        await using var broker = await StartAsync();
        broker.Node.Backups.Remove(Id);

        await Test.FailsAsync(ErrorCode.BackupNotFound, () => new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, Test.Cancel));

        Assert.Equal([2, 6, 14], _checks.Distinct());
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Progress_is_reported_every_second_with_the_time_to_the_next_check()
    {
        await using var broker = await StartAsync();
        OnCheck(broker, check =>
        {
            if (check == 2) broker.Node.Backups.Complete(Id, 1000);
        });
        var progress = new ProgressList<WaitProgress>();

        await new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, progress, Test.Cancel);

        Assert.Equal(
            [(0, 2), (1, 1), (2, 4), (3, 3), (4, 2), (5, 1)],
            progress.Reports.Select(r => ((int)r.Elapsed.TotalSeconds, (int)r.NextCheck.TotalSeconds)));
        Assert.All(progress.Reports, r => Assert.Equal(("IN_PROGRESS", null), (r.Backup.State, r.Trouble)));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_wait_can_be_cancelled_in_a_pause()
    {
        await using var broker = await StartAsync();
        _clock.Skips = _ => false;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var wait = new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, cancel.Token);
        Assert.False(wait.IsCompleted);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Empty(_checks);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_wait_can_be_cancelled_in_a_check()
    {
        await using var broker = await StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        broker.Handle("/backups", context =>
        {
            cancel.Cancel();
            return context.UntilGoneAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BackupWait(broker.Api).UntilDoneAsync(Running, Hour, null, cancel.Token));
    }
}
