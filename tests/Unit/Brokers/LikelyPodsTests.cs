using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Brokers;

/// <summary>The pods that are requested together with their StatefulSet are used only if they are its own, and all of them.</summary>
public sealed class LikelyPodsTests
{
    private static Workload Set(string name, int replicas, string uid) => new(Workload.StatefulSetKind, name, "hivemq", "app=hivemq", [], [], replicas, replicas) { Uid = uid };

    private static List<Pod> Found(string owners) =>
        owners.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((owner, i) => new Pod($"broker-{i}", null, []) { OwnerUid = owner == "none" ? null : owner }).ToList();

    [Fact]
    public void They_are_selected_by_the_label_that_every_pod_of_a_StatefulSet_has()
    {
        var likely = new LikelyPods("my-broker");

        Assert.Equal("my-broker-0", likely.First);
        Assert.StartsWith("statefulset.kubernetes.io/pod-name in (my-broker-0,my-broker-1,", likely.Selector, StringComparison.Ordinal);
        Assert.EndsWith(",my-broker-9)", likely.Selector, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broker", 2, "a", "a,a", true)]
    [InlineData("broker", 10, "a", "a,a,a,a,a,a,a,a,a,a", true)]
    // One is missing, as with ordinals that start at a later number.
    [InlineData("broker", 3, "a", "a,a", false)]
    // It is being scaled down.
    [InlineData("broker", 1, "a", "a,a", false)]
    [InlineData("broker", 11, "a", "a,a,a,a,a,a,a,a,a,a", false)]
    [InlineData("broker", 0, "a", "", false)]
    // Another StatefulSet was found instead.
    [InlineData("my-platform", 2, "a", "a,a", false)]
    // A pod whose labels were changed is released by its StatefulSet, and serves no longer.
    [InlineData("broker", 2, "a", "none,a", false)]
    // A StatefulSet that was deleted without its pods, and created again.
    [InlineData("broker", 2, "b", "a,a", false)]
    [InlineData("broker", 2, "", "none,none", false)]
    public void They_are_used_only_if_they_are_all_that_the_StatefulSet_has(string name, int replicas, string uid, string owners, bool areAll) =>
        Assert.Equal(areAll, new LikelyPods("broker").AreAllOf(Set(name, replicas, uid), Found(owners)));

    [Theory]
    [InlineData(2, 1)]
    [InlineData(11, 2)]
    public async Task Otherwise_the_pods_are_listed_by_the_StatefulSets_selector(int replicas, int lists)
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = replicas });
        cluster.Pods[^1].Ready = replicas == 2;

        var session = await cluster.OpenAsync();

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
        Assert.Equal(lists, cluster.RequestsFor("/pods?"));
    }

    [Fact]
    public async Task A_pod_with_the_brokers_labels_that_is_not_the_StatefulSets_own_gets_no_request()
    {
        await using var cluster = await TestCluster.StartAsync();
        var other = cluster.Simulator.AddPod(new PodOptions { Name = "another", Labels = new Dictionary<string, string>(cluster.Simulator.StatefulSets[0].Selector) });
        cluster.Pods[1].Delete();
        var session = await cluster.OpenAsync();
        await session.Api.ListBackupsAsync(Test.Cancel);
        cluster.Pods[0].Delete();

        await Assert.ThrowsAsync<HiveMQBackupException>(() => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Empty(other.Node.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task An_API_server_that_refuses_that_list_is_asked_with_the_StatefulSets_selector(int status)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(status, pathFilter: path => path.Contains("pod-name", StringComparison.Ordinal));
        var told = new List<string>();

        var session = await cluster.OpenAsync(log: new Log(told.Add, told.Add));

        Assert.Equal("hivemq/broker", session.Broker.ToString());
        Assert.Equal(2, cluster.RequestsFor("/pods?"));
        Assert.Empty(told);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(429, "3")]
    [InlineData(503, "3")]
    public async Task An_API_server_that_asks_to_wait_gets_no_list_before(int status, string retryAfter)
    {
        var clock = new AutoAdvancingClock();
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(status, pathFilter: path => path.Contains("/pods?", StringComparison.Ordinal), retryAfter: retryAfter);

        await cluster.OpenAsync(time: clock);

        Assert.Equal(2, cluster.RequestsFor("/pods?"));
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Elapsed);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task One_that_asks_for_more_time_than_there_is_gets_no_other_list()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(429, int.MaxValue, path => path.Contains("/pods?", StringComparison.Ordinal), "120");

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => cluster.OpenAsync());

        Assert.Contains("asks to wait 120 seconds", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, cluster.RequestsFor("/pods?"));
    }
}
