using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Backups;

/// <summary>A restore request is sent once in every case; if its response is lost, the state of the backup decides.</summary>
public sealed class BackupRestoreTests : IAsyncLifetime
{
    private const string Id = "20260301-110000";
    private const string Other = "20260301-100000";

    private readonly AutoAdvancingClock _clock = new();
    private readonly List<string> _warnings = [];
    private StandaloneBroker _broker = null!;

    private BackupRestore Restore => new(_broker.Api);

    private BackupStore Backups => _broker.Node.Backups;

    public async ValueTask InitializeAsync()
    {
        _broker = await StandaloneBroker.StartAsync(time: _clock, log: new Log(_warnings.Add, _ => { }));
        Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        Backups.Add(Id, AutoAdvancingClock.Began, 1000);
        Backups.Add(Other, AutoAdvancingClock.Began, 500);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("COMPLETED")]
    [InlineData("RESTORE_COMPLETED")]
    [InlineData("RESTORE_FAILED")]
    public async Task A_backup_with_a_file_is_restored_by_one_request(string state)
    {
        Backups.SetState(Id, state);

        var started = await Restore.StartAsync(await Restore.CheckAsync(Id, Test.Cancel), Test.Cancel);

        Assert.Equal((Id, "RESTORE_IN_PROGRESS"), (started.Id, started.State));
        Assert.Equal("RESTORE_IN_PROGRESS", Backups.Find(Id)!.State);
        Assert.Equal([$"POST /api/v1/management/backups/{Id}"], _broker.RequestLines.Where(line => line.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failed_backup_is_not_restorable_and_the_error_has_the_broker_s_reason()
    {
        Backups.Add(Id, AutoAdvancingClock.Began, 0, "FAILED", "The disk was full");

        var failed = await Test.FailsAsync(ErrorCode.BackupNotRestorable, () => Restore.CheckAsync(Id, Test.Cancel));

        Assert.Contains("is FAILED", failed.Message, StringComparison.Ordinal);
        Assert.Contains("The disk was full", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, _broker.Posts);
    }

    [Theory]
    [InlineData("IN_PROGRESS", "The backup '20260301-100000'")]
    [InlineData("RESTORE_IN_PROGRESS", "A restore of the backup '20260301-100000'")]
    public async Task While_another_backup_or_restore_runs_nothing_is_restored(string state, string name)
    {
        Backups.SetState(Other, state);

        var failed = await Test.FailsAsync(ErrorCode.BackupAlreadyRunning, () => Restore.CheckAsync(Id, Test.Cancel));
        await Test.FailsAsync(ErrorCode.BackupAlreadyRunning, () => Restore.EnsureIdleAsync(Test.Cancel));

        Assert.StartsWith(name, failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was restored.", failed.Message, StringComparison.Ordinal);
        Assert.Equal(state == "IN_PROGRESS" ? new ErrorCause.BackupRunning(Other, null) : new ErrorCause.RestoreRunning(Other), failed.Cause);
        Assert.Equal(0, _broker.Posts);
    }

    [Fact]
    public async Task A_backup_that_is_itself_in_progress_is_reported_as_running()
    {
        Backups.SetState(Id, "IN_PROGRESS");

        await Test.FailsAsync(ErrorCode.BackupAlreadyRunning, () => Restore.CheckAsync(Id, Test.Cancel));
    }

    [Fact]
    public async Task An_unknown_backup_is_not_found() =>
        await Test.FailsAsync(ErrorCode.BackupNotFound, () => Restore.CheckAsync("20200101-000000", Test.Cancel));

    [Theory]
    [InlineData(BusyRestore.Conflict)]
    [InlineData(BusyRestore.Unavailable)]
    public async Task A_restore_that_another_client_got_ahead_of_is_not_sent_again(BusyRestore response)
    {
        _broker.Node.Options.BusyRestore = response;
        var backup = await Restore.CheckAsync(Id, Test.Cancel);
        Backups.SetState(Other, "RESTORE_IN_PROGRESS");

        await Test.FailsAsync(() => Restore.StartAsync(backup, Test.Cancel), ErrorCode.BackupAlreadyRunning, ErrorCode.HiveMQUnavailable, ErrorCode.UnexpectedResponse);

        Assert.Equal(1, _broker.Posts);
        Assert.Equal("COMPLETED", Backups.Find(Id)!.State);
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        _broker.Node.Options.Permissions = ["HIVEMQ_MANAGEMENT_BACKUPS_GET", "HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_GET"];
        var backup = await Restore.CheckAsync(Id, Test.Cancel);

        var failed = await Test.FailsAsync(ErrorCode.HiveMQForbidden, () => Restore.StartAsync(backup, Test.Cancel));

        Assert.Equal("HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_POST", Assert.IsType<ErrorCause.CallForbidden>(failed.Cause).Permission);
    }

    public static TheoryData<Way, bool> Ways => new MatrixTheoryData<Way, bool>(Enum.GetValues<Way>(), [true, false]);

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(Ways))]
    public async Task A_lost_response_is_the_restore_that_runs_or_is_uncertain_over_every_transport(Way way, bool isBeforeProcessing)
    {
        await using var cluster = await TestCluster.StartAsync(PortForwardOf(way).ApplyTo(new()));
        cluster.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        cluster.Backups.Add(Id, AutoAdvancingClock.Began, 1000);
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = way == Way.PodProxy ? Transport.Proxy : Transport.PortForward }, _clock);
        foreach (var pod in cluster.Pods) pod.Node.Faults.LoseResponseOfNextRestore(isBeforeProcessing);
        var restore = new BackupRestore(session.Api);
        var backup = await restore.CheckAsync(Id, Test.Cancel);

        if (isBeforeProcessing) await Test.FailsAsync(ErrorCode.RestoreUncertain, () => restore.StartAsync(backup, Test.Cancel));
        else Assert.Equal("RESTORE_IN_PROGRESS", (await restore.StartAsync(backup, Test.Cancel)).State);

        Assert.Equal(1, cluster.Posts);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_response_of_a_broker_without_Kubernetes_is_settled_in_the_same_way(bool isBeforeProcessing)
    {
        var backup = await Restore.CheckAsync(Id, Test.Cancel);
        _broker.Node.Faults.LoseResponseOfNextRestore(isBeforeProcessing);

        if (isBeforeProcessing)
        {
            var failed = await Test.FailsAsync(ErrorCode.RestoreUncertain, () => Restore.StartAsync(backup, Test.Cancel));
            Assert.Contains("its state is COMPLETED", failed.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("RESTORE_IN_PROGRESS", (await Restore.StartAsync(backup, Test.Cancel)).State);
            Assert.Contains(_warnings, text => text.Contains("has started since then", StringComparison.Ordinal));
        }

        Assert.Contains(_warnings, text => text.Contains("Not sending it again", StringComparison.Ordinal));
        Assert.Equal(1, _broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_restore_that_ended_before_its_state_was_read_is_found_too()
    {
        Backups.BackupDuration = TimeSpan.Zero;
        var backup = await Restore.CheckAsync(Id, Test.Cancel);
        _broker.Node.Faults.LoseResponseOfNextRestore(beforeProcessing: false);

        Assert.Equal("RESTORE_COMPLETED", (await Restore.StartAsync(backup, Test.Cancel)).State);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("RESTORE_COMPLETED")]
    [InlineData("RESTORE_FAILED")]
    public async Task The_end_of_an_earlier_restore_proves_nothing(string state)
    {
        Backups.SetState(Id, state);
        var backup = await Restore.CheckAsync(Id, Test.Cancel);
        _broker.Node.Faults.LoseResponseOfNextRestore(beforeProcessing: true);

        await Test.FailsAsync(ErrorCode.RestoreUncertain, () => Restore.StartAsync(backup, Test.Cancel));

        Assert.Equal(1, _broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_state_that_cannot_be_read_after_a_lost_response_leaves_the_restore_uncertain()
    {
        var backup = await Restore.CheckAsync(Id, Test.Cancel);
        _broker.Node.Faults.LoseResponseOfNextRestore(beforeProcessing: false);
        _broker.Node.Faults.FailNext(401, times: int.MaxValue, method: "GET");

        var failed = await Test.FailsAsync(ErrorCode.RestoreUncertain, () => Restore.StartAsync(backup, Test.Cancel));

        Assert.Contains("401", failed.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(502, "<html>", "text/html")]
    [InlineData(504, "", "text/html")]
    [InlineData(200, "<html>", "text/html")]
    [InlineData(500, "", "text/html")]
    public async Task A_response_that_does_not_tell_what_happened_is_settled_by_the_state(int status, string body, string contentType)
    {
        var backup = await Restore.CheckAsync(Id, Test.Cancel);
        _broker.Node.Faults.RespondNext(status, contentType, body, method: "POST");

        await Test.FailsAsync(ErrorCode.RestoreUncertain, () => Restore.StartAsync(backup, Test.Cancel));

        Assert.Equal(1, _broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_node_without_the_backup_has_restored_nothing_so_the_next_one_is_requested()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { SharedBackups = false });
        var last = cluster.Pods[1].Node;
        last.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        last.Backups.Add(Id, AutoAdvancingClock.Began, 1000);
        var session = await cluster.OpenAsync();

        var started = await new BackupRestore(session.Api).StartAsync(new Backup(Id, null, 1000, "COMPLETED", null), Test.Cancel);

        Assert.Equal("RESTORE_IN_PROGRESS", started.State);
        Assert.Equal("RESTORE_IN_PROGRESS", last.Backups.Find(Id)!.State);
        Assert.Equal([1, 1], cluster.Pods.Select(pod => pod.Node.Requests.Count(r => r.Method == "POST")));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Transport.PortForward, true)]
    [InlineData(Transport.PortForward, false)]
    [InlineData(Transport.Proxy, true)]
    [InlineData(Transport.Proxy, false)]
    public async Task A_node_that_cannot_be_reached_does_not_keep_the_next_one_from_being_requested(Transport transport, bool isPodGone)
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 3, SharedBackups = false });
        var last = cluster.Pods[2].Node;
        last.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        last.Backups.Add(Id, AutoAdvancingClock.Began, 1000);
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = transport });
        if (isPodGone) cluster.Pods[1].Delete();
        else await cluster.Pods[1].Node.DisposeAsync();

        var started = await new BackupRestore(session.Api).StartAsync(new Backup(Id, null, 1000, "COMPLETED", null), Test.Cancel);

        Assert.Equal("RESTORE_IN_PROGRESS", started.State);
        Assert.Equal([1, 1], new[] { cluster.Pods[0], cluster.Pods[2] }.Select(pod => pod.Node.Requests.Count(r => r.Method == "POST")));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Where_no_node_has_the_backup_the_one_that_could_not_be_reached_is_named()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 3 });
        var session = await cluster.OpenAsync();
        cluster.Pods[1].Delete();

        var failed = await Test.FailsAsync(
            ErrorCode.PortForwardFailed, () => new BackupRestore(session.Api).StartAsync(new Backup(Id, null, 1000, "COMPLETED", null), Test.Cancel));

        Assert.Contains("was not found on broker-0:8081, broker-2:8081, and it is unknown whether broker-1:8081 has it", failed.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(401, ErrorCode.HiveMQUnauthorized)]
    [InlineData(403, ErrorCode.HiveMQForbidden)]
    [InlineData(409, ErrorCode.UnexpectedResponse)]
    [InlineData(503, ErrorCode.HiveMQUnavailable)]
    public async Task A_node_that_refuses_is_the_last_one_that_is_requested(int status, ErrorCode code)
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 3 });
        var session = await cluster.OpenAsync();
        cluster.Pods[1].Node.Faults.FailNext(status, times: int.MaxValue);

        await Test.FailsAsync(code, () => new BackupRestore(session.Api).StartAsync(new Backup(Id, null, 1000, "COMPLETED", null), Test.Cancel));

        Assert.Equal([1, 1, 0], cluster.Pods.Select(pod => pod.Node.Requests.Count(r => r.Method == "POST")));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_that_no_node_has_is_not_found_when_its_restore_is_requested()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();

        await Test.FailsAsync(
            ErrorCode.BackupNotFound, () => new BackupRestore(session.Api).StartAsync(new Backup(Id, null, 1000, "COMPLETED", null), Test.Cancel));
    }

    public enum Way
    {
        Spdy,
        SpdyInWebSocket,
        Channels,
        PodProxy,
    }

    private static PortForwardWay PortForwardOf(Way way) => way switch
    {
        Way.SpdyInWebSocket => PortForwardWay.SpdyInWebSocket,
        Way.Channels => PortForwardWay.Channels,
        _ => PortForwardWay.Spdy,
    };
}
