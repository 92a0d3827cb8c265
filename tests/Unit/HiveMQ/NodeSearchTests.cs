using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.HiveMQ;

/// <summary>An error of one node is reported only when no other node has the backup.</summary>
public sealed class NodeSearchTests
{
    /// <summary>Why a node cannot tell whether it has a backup.</summary>
    public enum Trouble
    {
        NothingListens,
        Unplugged,
        Status401,
        Status403,
        Status500,
        Status503,
        Status429,
        LoginPage,
    }

    private static readonly Backup Backup = new("a", DateTimeOffset.UnixEpoch, 1000, "COMPLETED", null);

    public static TheoryData<Trouble, int, int, Transport> Places => new MatrixTheoryData<Trouble, int, int, Transport>(
        Enum.GetValues<Trouble>(), [0, 1], [1, 2], [Transport.PortForward, Transport.Proxy]);

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(Places))]
    public async Task A_file_is_found_at_the_node_that_has_it(Trouble trouble, int troubled, int holder, Transport transport)
    {
        if (troubled == holder) holder = 0;
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = transport });
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = pod == cluster.Pods[holder];
        await CauseAsync(trouble, cluster.Pods[troubled].Node);
        using var folder = new TempFolder();

        var saved = await Downloads.SaveAsync(session.Api, Backup, folder);

        Assert.Equal(SimulatedFile.OfLength("a", 1000).Sha256(), saved.Sha256);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Trouble.NothingListens, ErrorCode.PortForwardFailed)]
    [InlineData(Trouble.Status401, ErrorCode.HiveMQUnauthorized)]
    [InlineData(Trouble.Status403, ErrorCode.HiveMQForbidden)]
    [InlineData(Trouble.Status500, ErrorCode.UnexpectedResponse)]
    [InlineData(Trouble.Status503, ErrorCode.HiveMQUnavailable)]
    [InlineData(Trouble.LoginPage, ErrorCode.UnexpectedResponse)]
    public async Task Where_no_node_has_the_file_the_one_that_could_not_be_reached_is_named(Trouble trouble, ErrorCode code)
    {
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync();
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = false;
        await CauseAsync(trouble, cluster.Pods[1].Node);
        using var folder = new TempFolder();

        var failed = await Test.FailsAsync(code, () => Downloads.SaveAsync(session.Api, Backup, folder));

        Assert.Contains("was not found on broker-0:8081, broker-2:8081, and it is unknown whether broker-1:8081 has it", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_rejection_is_reported_before_a_node_that_is_down()
    {
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync();
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = false;
        await CauseAsync(Trouble.NothingListens, cluster.Pods[1].Node);
        await CauseAsync(Trouble.Status403, cluster.Pods[2].Node);
        using var folder = new TempFolder();

        var failed = await Test.FailsAsync(ErrorCode.HiveMQForbidden, () => Downloads.SaveAsync(session.Api, Backup, folder));

        Assert.Contains("broker-1:8081", failed.Message, StringComparison.Ordinal);
        Assert.Contains("broker-2:8081", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_all_nodes_respond_and_none_has_the_file_it_is_not_found()
    {
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync();
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = false;
        using var folder = new TempFolder();

        await Test.FailsAsync(ErrorCode.BackupNotFound, () => Downloads.SaveAsync(session.Api, Backup, folder));

        Assert.All(cluster.Pods, pod => Assert.Equal(2, pod.Node.Requests.Count));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_node_that_is_back_in_a_moment_is_retried()
    {
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync();
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = pod == cluster.Pods[2];
        cluster.Pods[2].Node.Faults.FailNext(503, times: 3);
        using var folder = new TempFolder();

        Assert.Equal(1000, (await Downloads.SaveAsync(session.Api, Backup, folder)).Length);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_node_that_asks_to_wait_is_not_retried_before(int status)
    {
        var clock = new AutoAdvancingClock();
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync(time: clock);
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = pod == cluster.Pods[2];
        cluster.Pods[2].Node.Faults.FailNext(status, retryAfter: "3");

        using var file = await session.Api.OpenFileAsync("a", 0, null, false, Test.Cancel);

        Assert.Equal(2, cluster.Pods[2].Node.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Elapsed);
    }

    // Together, the delays would be longer than the call may take.
    [Fact(Timeout = Test.Limit)]
    public async Task The_delays_that_several_nodes_ask_for_pass_at_the_same_time()
    {
        var clock = new AutoAdvancingClock { Skips = due => due <= TimeSpan.FromSeconds(20) };
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync(time: clock);
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = pod == cluster.Pods[2];
        foreach (var pod in cluster.Pods.Skip(1)) pod.Node.Faults.FailNext(429, retryAfter: "16");

        using var file = await session.Api.OpenFileAsync("a", 0, null, false, Test.Cancel);

        Assert.Equal(TimeSpan.FromSeconds(16), clock.Elapsed);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task One_that_asks_for_more_time_than_there_is_is_not_retried()
    {
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync();
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = false;
        cluster.Pods[2].Node.Faults.FailNext(429, times: int.MaxValue, retryAfter: "120");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => session.Api.OpenFileAsync("a", 0, null, false, Test.Cancel));

        Assert.Contains("asks to wait 120 seconds", failed.Message, StringComparison.Ordinal);
        Assert.Single(cluster.Pods[2].Node.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Trouble.NothingListens)]
    [InlineData(Trouble.Status500)]
    [InlineData(Trouble.LoginPage)]
    public async Task The_state_of_a_backup_is_that_of_a_node_that_knows_it(Trouble trouble)
    {
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync();
        cluster.Pods[0].Node.Faults.FailNext(404, times: int.MaxValue, pathContains: "/backups/a");
        await CauseAsync(trouble, cluster.Pods[1].Node);

        Assert.Equal("COMPLETED", (await session.Api.GetBackupAsync("a", Test.Cancel)).State);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_wait_continues_while_a_node_is_down()
    {
        await using var cluster = await StartAsync();
        cluster.Backups.Add("b", DateTimeOffset.UnixEpoch, 1, "IN_PROGRESS");
        var session = await cluster.OpenAsync(time: new AutoAdvancingClock());
        cluster.Pods[0].Node.Faults.FailNext(404, times: 8, pathContains: "/backups/b");
        cluster.Pods[1].Delete();
        cluster.Pods[2].Node.Faults.Intercept = (_, next) =>
        {
            cluster.Backups.Complete("b", 1);
            return next();
        };

        var done = await new BackupWait(session.Api).UntilDoneAsync(
            new Backup("b", null, null, "IN_PROGRESS", null), TimeSpan.FromMinutes(1), null, Test.Cancel);

        Assert.Equal("COMPLETED", done.State);
    }

    // A node that hangs takes a large part of the call's time.
    [Fact]
    public async Task A_node_that_was_just_failed_over_from_is_the_last_one_to_be_asked()
    {
        await using var cluster = await StartAsync();
        foreach (var pod in cluster.Pods) pod.Node.HoldsFiles = pod == cluster.Pods[2];
        var session = await cluster.OpenAsync(TestCluster.ByLabels);
        await CauseAsync(Trouble.NothingListens, cluster.Pods[0].Node);
        using var folder = new TempFolder();

        await Downloads.SaveAsync(session.Api, Backup, folder);

        Assert.Equal(1, cluster.RequestsFor("broker-0/portforward"));
    }

    [Fact]
    public async Task What_the_cluster_rejects_is_not_sent_to_every_node()
    {
        await using var cluster = await StartAsync();
        var session = await cluster.OpenAsync(TestCluster.ByLabels);
        cluster.Faults.Deny("*", "pods/portforward");

        await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.GetBackupAsync("a", Test.Cancel));

        Assert.DoesNotContain(cluster.Simulator.Requests, r => r.PathAndQuery.Contains("broker-1/portforward", StringComparison.Ordinal));
    }

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 3 });
        cluster.Backups.Add("a", DateTimeOffset.UnixEpoch, 1000);
        return cluster;
    }

    private static async Task CauseAsync(Trouble trouble, HiveMQNode node)
    {
        if (trouble == Trouble.NothingListens) await node.DisposeAsync();
        else if (trouble == Trouble.Unplugged) node.Unplug();
        else if (trouble == Trouble.LoginPage) node.Faults.RespondNext(200, "text/html", "<html>", times: int.MaxValue);
        else node.Faults.FailNext(int.Parse(trouble.ToString()["Status".Length..], null), times: int.MaxValue);
    }
}
