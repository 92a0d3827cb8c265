using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Brokers;

/// <summary>Which of a broker's pods get the requests.</summary>
public sealed class BrokerPodTests
{
    // The pods in the order in which they get requests: each that responds is deleted.
    private static async Task<List<string>> AskedAsync(TestCluster cluster, BrokerSession session, int pods)
    {
        var asked = new List<string>();
        for (var i = 0; i < pods; i++)
        {
            await session.Api.ListBackupsAsync(Test.Cancel);
            var pod = cluster.Simulator.Pods.Single(p => p.Node.Requests.Count > 0 && !asked.Contains(p.Name));
            asked.Add(pod.Name);
            pod.Delete();
        }
        return asked;
    }

    [Fact]
    public async Task One_pod_may_be_named()
    {
        await using var cluster = await TestCluster.StartAsync();

        var session = await cluster.OpenAsync(new() { Pod = "broker-1" });
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal("hivemq/broker-1", session.Broker.ToString());
        Assert.Single(cluster.Pods[1].Node.Requests);
        Assert.Empty(cluster.Pods[0].Node.Requests);
    }

    [Fact]
    public async Task A_pod_that_does_not_exist_lists_those_there_are()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Test.FailsAsync(ErrorCode.BrokerNotFound, () => cluster.OpenAsync(new() { Pod = "broker-7" }));

        Assert.Contains("'broker-7'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("broker-0, broker-1", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_with_a_long_name_can_be_used()
    {
        await using var cluster = await TestCluster.StartAsync();
        var name = $"a-pod.{new string('x', 70)}";
        cluster.Simulator.AddPod(new PodOptions { Name = name });

        var session = await cluster.OpenAsync(new() { Pod = name });

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task Only_pods_that_are_ready_get_requests_in_the_order_of_their_numbers()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 12 });
        cluster.Pods[0].Ready = false;
        cluster.Pods[1].Phase = "Pending";
        cluster.Pods[3].DeletionTimestamp = DateTimeOffset.UtcNow;
        cluster.Pods[4].Phase = "Failed";
        foreach (var pod in cluster.Pods.Skip(5).Take(4)) pod.Delete();
        var session = await cluster.OpenAsync();

        Assert.Equal(["broker-2", "broker-9", "broker-10", "broker-11"], await AskedAsync(cluster, session, 4));
    }

    [Fact]
    public async Task Where_no_pod_is_ready_the_error_says_of_each_why()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 11 });
        foreach (var pod in cluster.Pods.Skip(3).Take(7)) pod.Delete();
        cluster.Pods[0].Ready = false;
        cluster.Pods[1].Phase = "Pending";
        cluster.Pods[2].DeletionTimestamp = DateTimeOffset.UtcNow;
        cluster.Pods[10].Phase = "Succeeded";

        var failed = await Test.FailsAsync(ErrorCode.NoReadyPod, () => cluster.OpenAsync());

        Assert.Contains(
            "hivemq/broker is ready: broker-0 is not Ready, broker-1 is Pending, broker-2 is being deleted, broker-10 is Succeeded.", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.PodsNotReady("hivemq"), failed.Cause);
    }

    [Fact]
    public async Task A_broker_without_pods_says_so()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 0 });

        Assert.Contains("has no pods", (await Test.FailsAsync(ErrorCode.NoReadyPod, () => cluster.OpenAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_was_named_and_is_not_ready_says_why()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Pods[0].Ready = false;

        var failed = await Test.FailsAsync(ErrorCode.NoReadyPod, () => cluster.OpenAsync(new() { Pod = "broker-0" }));

        Assert.Contains("broker-0 is not Ready", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_of_others_are_not_the_brokers()
    {
        await using var cluster = await TestCluster.StartAsync(
            new StatefulSetOptions { Replicas = 1 }, new StatefulSetOptions { Name = "broker-other", Replicas = 1 });
        var session = await cluster.OpenAsync();
        cluster.Simulator.StatefulSets.Single(s => s.Name == "broker").Pods[0].Delete();

        await Test.FailsAsync(ErrorCode.NoReadyPod, () => session.Api.ListBackupsAsync(Test.Cancel));
    }
}
