using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit.Backups;

/// <summary>The wait for a restore ends with the restore, not with the state that the backup had before.</summary>
public sealed class RestoreWaitTests : IAsyncLifetime
{
    private const string Id = "20260301-110000";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Backup Started = new(Id, AutoAdvancingClock.Began, 1000, "RESTORE_IN_PROGRESS", null);

    private readonly AutoAdvancingClock _clock = new();
    private StandaloneBroker _broker = null!;
    private int _checks;

    public async ValueTask InitializeAsync()
    {
        _broker = await StandaloneBroker.StartAsync(time: _clock);
        _broker.Node.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        _broker.Node.Backups.Add(Id, AutoAdvancingClock.Began, 1000, "RESTORE_IN_PROGRESS");
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private void OnCheck(Action<int> change) => _broker.Node.Faults.Intercept = (_, next) =>
    {
        change(++_checks);
        return next();
    };

    [Fact(Timeout = Test.Limit)]
    public async Task A_node_that_still_shows_the_backup_as_completed_does_not_end_the_wait()
    {
        OnCheck(check => _broker.Node.Backups.SetState(Id, check switch { 1 => "COMPLETED", 2 => "RESTORE_IN_PROGRESS", _ => "RESTORE_COMPLETED" }));

        var done = await new BackupWait(_broker.Api).UntilRestoredAsync(Started, Hour, null, Test.Cancel);

        Assert.Equal("RESTORE_COMPLETED", done.State);
        Assert.Equal(3, _checks);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_failed_restore_has_the_broker_s_reason()
    {
        _broker.Node.Backups.Fail(Id, "Not enough disk space");

        var done = await new BackupWait(_broker.Api).UntilRestoredAsync(Started, Hour, null, Test.Cancel);

        Assert.Equal(("RESTORE_FAILED", "Not enough disk space"), (done.State, done.FailReason));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_is_away_for_a_while_does_not_end_the_wait()
    {
        _broker.Node.Faults.FailNext(503, times: 20);
        _broker.Node.Backups.Complete(Id, 1000);

        Assert.Equal("RESTORE_COMPLETED", (await new BackupWait(_broker.Api).UntilRestoredAsync(Started, Hour, null, Test.Cancel)).State);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_wait_that_runs_out_says_that_the_restore_continues_and_has_what_its_advice_requires()
    {
        var failed = await Test.FailsAsync(
            ErrorCode.WaitTimeout, () => new BackupWait(_broker.Api).UntilRestoredAsync(Started, TimeSpan.FromSeconds(20), null, Test.Cancel));

        Assert.StartsWith($"The restore of the backup '{Id}'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("still RESTORE_IN_PROGRESS after 20 seconds. The restore itself continues.", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.BackupRunning(Id, TimeSpan.FromSeconds(20)), failed.Cause);
    }
}
