using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class FailOverTests
{
    private static int Asked(SimulatedPod pod) => pod.Node.Requests.Count;

    [Fact]
    public async Task The_first_pod_gets_the_requests_as_long_as_it_responds()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        cluster.Pods[0].Node.Faults.FailNext(503, times: 2);

        await session.Api.ListBackupsAsync(Test.Cancel);
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal((4, 0), (Asked(cluster.Pods[0]), Asked(cluster.Pods[1])));
    }

    public static TheoryData<string> Troubles => ["gone", "gone after a call", "refused upgrade", "nothing listens", "connection breaks"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task The_second_pod_responds_where_the_first_cannot(string trouble)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add("a", DateTimeOffset.UnixEpoch, 1000);
        var session = await cluster.OpenAsync(TestCluster.ByLabels);
        if (trouble == "gone after a call") await session.Api.ListBackupsAsync(Test.Cancel);
        await CauseAsync(trouble, cluster);

        Assert.Single(await session.Api.ListBackupsAsync(Test.Cancel));
        Assert.Single(await session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(2, Asked(cluster.Pods[1]));
    }

    private static async Task CauseAsync(string trouble, TestCluster cluster)
    {
        var first = cluster.Pods[0];
        if (trouble.StartsWith("gone", StringComparison.Ordinal)) first.Delete();
        else if (trouble == "refused upgrade") cluster.Faults.RefuseUpgrade(500, "error upgrading connection: dial tcp 10.0.0.10:10250: i/o timeout");
        else if (trouble == "nothing listens") await first.Node.DisposeAsync();
        else first.Node.Unplug();
    }

    [Fact]
    public async Task A_fail_over_is_reported()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        cluster.Pods[0].Delete();
        var notices = new List<string>();

        await session.For(new Log(notices.Add, notices.Add)).Api.ListBackupsAsync(Test.Cancel);

        Assert.Contains(notices, n => n.Contains("broker-0", StringComparison.Ordinal) && n.Contains("broker-1", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_pod_that_keeps_saying_503_is_left_after_ten_seconds()
    {
        var clock = new AutoAdvancingClock();
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(time: clock);
        FailSlowly(cluster.Pods[0], clock);

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(1, Asked(cluster.Pods[1]));
    }

    [Fact]
    public async Task A_create_request_that_could_not_be_sent_goes_to_the_next_pod_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        cluster.Pods[0].Delete();

        await session.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal(1, cluster.Posts);
        Assert.Single(cluster.Backups.List());
    }

    [Fact]
    public async Task A_file_that_only_one_node_has_is_found()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 3, FilesOnOneNodeOnly = true });
        cluster.Backups.Add("a", DateTimeOffset.UnixEpoch, 1000);

        await SaveAsync(await cluster.OpenAsync(), () => { });

        Assert.Equal(1, cluster.Pods[2].Node.Requests.Count(r => r.Status == 200));
    }

    [Fact]
    public async Task A_file_comes_from_the_second_pod_where_the_first_was_deleted()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add("a", DateTimeOffset.UnixEpoch, 1000);

        await SaveAsync(await cluster.OpenAsync(), cluster.Pods[0].Delete);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_comes_from_the_second_pod_where_the_first_is_not_available()
    {
        var clock = new AutoAdvancingClock();
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add("a", DateTimeOffset.UnixEpoch, 1000);

        await SaveAsync(await cluster.OpenAsync(time: clock), () => FailSlowly(cluster.Pods[0], clock));
    }

    // Retries are quick here, so each of them stands for a longer time.
    private static void FailSlowly(SimulatedPod pod, AutoAdvancingClock clock)
    {
        pod.Node.Faults.FailNext(503, times: int.MaxValue);
        pod.Node.Faults.Intercept = (_, next) =>
        {
            clock.Advance(TimeSpan.FromSeconds(4));
            return next();
        };
    }

    private static async Task SaveAsync(BrokerSession session, Action trouble)
    {
        using var folder = new TempFolder();
        var backup = Assert.Single(await session.Api.ListBackupsAsync(Test.Cancel));
        trouble();

        var saved = await Downloads.SaveAsync(session.Api, backup, folder);

        Assert.Equal(SimulatedFile.OfLength("a", 1000).Sha256(), saved.Sha256);
    }

    [Fact]
    public async Task Pods_that_came_back_under_their_names_get_requests_again()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        await session.Api.ListBackupsAsync(Test.Cancel);
        foreach (var pod in cluster.Pods) pod.Delete();
        foreach (var pod in cluster.Pods) pod.Recreate();

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task Pods_with_new_names_are_looked_for()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { StatefulSets = [] });
        var before = cluster.Simulator.AddDeployment(new DeploymentOptions());
        var session = await cluster.OpenAsync(new BrokerTarget { LabelSelector = "hivemq-cluster=cluster1" });
        await session.Api.ListBackupsAsync(Test.Cancel);
        cluster.Simulator.Remove(before);
        var after = cluster.Simulator.AddDeployment(new DeploymentOptions { Name = "hivemq-cluster1-new" });

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(1, after.Pods.Sum(Asked));
    }

    [Fact]
    public async Task A_pod_that_was_added_later_is_found_when_all_others_were_deleted()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 3 });
        cluster.Pods[2].Ready = false;
        var session = await cluster.OpenAsync();
        cluster.Pods[2].Ready = true;
        cluster.Pods[0].Delete();
        cluster.Pods[1].Delete();

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(1, Asked(cluster.Pods[2]));
    }

    [Fact]
    public async Task A_broker_whose_pods_were_all_deleted_is_an_error_that_says_so()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        foreach (var pod in cluster.Pods) pod.Delete();

        var failed = await Test.FailsAsync(ErrorCode.NoReadyPod, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("hivemq/broker", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_on_which_nothing_listens_is_an_error_with_the_kubelets_text()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(new BrokerTarget { ApiPort = 9999 });

        var failed = await Test.FailsAsync(ErrorCode.PortForwardFailed, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("connection refused", failed.Message, StringComparison.Ordinal);
        Assert.Contains("hivemq/broker", failed.Message, StringComparison.Ordinal);
        Assert.Contains("9999", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.RefusedByPod>(failed.Cause);
    }

    [Fact]
    public async Task A_rejected_port_forward_keeps_its_status_and_text()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(TestCluster.ByLabels);
        cluster.Faults.RefuseUpgrade(500, "error dialing backend: no preferred addresses found", times: int.MaxValue);

        var failed = await Test.FailsAsync(ErrorCode.PortForwardFailed, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("with 500", failed.Message, StringComparison.Ordinal);
        Assert.Contains("error dialing backend: no preferred addresses found", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_REST_listener_in_a_pod_may_speak_TLS()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Node = new() { Tls = true } });
        var session = await cluster.OpenAsync(new BrokerTarget { UseTls = true, SkipCertificateCheck = true });
        var strict = await cluster.OpenAsync(new BrokerTarget { UseTls = true });

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => strict.Api.ListBackupsAsync(Test.Cancel));
        Assert.IsType<ErrorCause.Certificate>(failed.Cause);
    }
}
