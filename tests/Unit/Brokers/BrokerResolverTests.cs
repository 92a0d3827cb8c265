using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;
using ContainerPort = HiveMQBackup.Simulator.Kubernetes.ContainerPort;

namespace HiveMQBackup.Unit.Brokers;

public sealed class BrokerResolverTests
{
    private static readonly Dictionary<string, string> OtherLabels = new() { ["app"] = "postgres" };

    private static string Host(BrokerSession session) => session.Broker.ToString();

    private static IEnumerable<(string, string)> Defaults(BrokerSession session) => session.Defaults.Select(d => (d.What, d.Value));

    // The pods in the order in which they are asked: each that answers is taken away.
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
    public async Task Without_any_parameter_the_StatefulSet_broker_of_the_contexts_namespace_is_found()
    {
        await using var cluster = await TestCluster.StartAsync();

        var session = await cluster.OpenAsync();

        Assert.Equal("hivemq/broker", Host(session));
        Assert.Equal(("broker", "hivemq", "simulator", 8081), (session.Broker.Name, session.Broker.Namespace, session.Broker.Context, session.Broker.Port));
        Assert.Equal([("Context", "simulator"), ("Namespace", "hivemq"), ("StatefulSet", "broker"), ("API port", "8081")], Defaults(session));
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task What_is_said_is_no_default()
    {
        await using var cluster = await TestCluster.StartAsync();

        var session = await cluster.OpenAsync(new() { Context = "simulator", Namespace = "hivemq", StatefulSet = "broker", ApiPort = 8081 });

        Assert.Empty(session.Defaults);
    }

    [Fact]
    public async Task What_was_found_is_remembered_to_the_letter()
    {
        await using var cluster = await TestCluster.StartAsync();

        var remembered = (await cluster.OpenAsync()).Remembered;
        var again = await cluster.OpenAsync(remembered with { ApiPort = 8081 });

        Assert.Equal(("simulator", "hivemq", "broker", cluster.Source.Files[0]), (remembered.Context, remembered.Namespace, remembered.StatefulSet, remembered.KubeConfig));
        Assert.Empty(again.Defaults);
    }

    [Fact]
    public async Task Where_there_is_no_broker_the_only_HiveMQ_StatefulSet_is_taken()
    {
        await using var cluster = await TestCluster.StartAsync(
            new StatefulSetOptions { Name = "my-platform", Ports = [new("mqtt-1883", 1883), new("rest-8888", 8888)], ApiPortNumber = 8888 },
            new StatefulSetOptions { Name = "postgres", Labels = OtherLabels });

        var session = await cluster.OpenAsync();

        Assert.Equal("hivemq/my-platform", Host(session));
        Assert.Contains(("StatefulSet", "my-platform"), Defaults(session));
        Assert.Contains("there is no 'broker'", session.Defaults.Single(d => d.What == "StatefulSet").Why, StringComparison.Ordinal);
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task Of_several_HiveMQ_StatefulSets_none_is_guessed()
    {
        await using var cluster = await TestCluster.StartAsync(
            new StatefulSetOptions { Name = "one", Replicas = 1 }, new StatefulSetOptions { Name = "two", Replicas = 1 },
            new StatefulSetOptions { Name = "postgres", Labels = OtherLabels, Replicas = 1 });

        var failed = await Test.FailsAsync(ErrorCode.BrokerNotFound, () => cluster.OpenAsync());

        Assert.Contains("'broker'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("one, two", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("postgres", failed.Message, StringComparison.Ordinal);
        Assert.Contains("-StatefulSet", failed.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_none_of_HiveMQ_those_there_are_are_named()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Name = "postgres", Labels = OtherLabels, Replicas = 1 });

        var failed = await Test.FailsAsync(ErrorCode.BrokerNotFound, () => cluster.OpenAsync());

        Assert.Contains("postgres", failed.Message, StringComparison.Ordinal);
        Assert.Contains("'hivemq'", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_StatefulSet_at_all_that_is_said()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { StatefulSets = [] });

        var failed = await Test.FailsAsync(ErrorCode.BrokerNotFound, () => cluster.OpenAsync());

        Assert.Contains("no StatefulSet at all", failed.Message, StringComparison.Ordinal);
        Assert.Contains("-LabelSelector", failed.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_StatefulSet_that_was_named_is_not_replaced_by_another()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Name = "my-platform", Replicas = 1 });

        var failed = await Test.FailsAsync(ErrorCode.BrokerNotFound, () => cluster.OpenAsync(new() { StatefulSet = "other" }));

        Assert.Contains("'other'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("my-platform", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Deployment_is_found_by_its_labels()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Simulator.AddDeployment(new DeploymentOptions());

        var session = await cluster.OpenAsync(new() { LabelSelector = "hivemq-cluster=cluster1" });

        Assert.Equal("hivemq/hivemq-cluster=cluster1", Host(session));
        Assert.Equal(8888, session.Broker.Port);
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
        Assert.All(cluster.Pods, pod => Assert.Empty(pod.Node.Requests));
    }

    [Fact]
    public async Task Labels_that_select_nothing_are_named()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Test.FailsAsync(ErrorCode.BrokerNotFound, () => cluster.OpenAsync(new() { LabelSelector = "app=nothing" }));

        Assert.Contains("'app=nothing'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("--show-labels", failed.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_that_are_none_are_said_to_be_wrong()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Assert.ThrowsAsync<HiveMQBackupException>(() => cluster.OpenAsync(new() { LabelSelector = "===" }));

        Assert.Contains("answered 400", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_pod_may_be_named()
    {
        await using var cluster = await TestCluster.StartAsync();

        var session = await cluster.OpenAsync(new() { Pod = "broker-1" });
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal("hivemq/broker-1", Host(session));
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
    public async Task A_pod_with_a_long_name_can_be_asked()
    {
        await using var cluster = await TestCluster.StartAsync();
        var name = $"a-pod.{new string('x', 70)}";
        cluster.Simulator.AddPod(new PodOptions { Name = name });

        var session = await cluster.OpenAsync(new() { Pod = name });

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Theory]
    [InlineData("other", null, "other")]
    [InlineData(null, "other", "other")]
    [InlineData(null, null, "default")]
    [InlineData("other", "hivemq", "other")]
    public async Task The_namespace_is_the_one_named_or_the_contexts_or_default(string? named, string? contexts, string found)
    {
        await using var cluster = await TestCluster.StartAsync(
            new StatefulSetOptions { Namespace = "other", Replicas = 1 }, new StatefulSetOptions { Namespace = "default", Replicas = 1 });
        var source = cluster.SourceOf(cluster.Simulator.KubeConfigFor("x", contexts, "simulator-token"));

        var session = await cluster.OpenAsync(new() { Namespace = named }, source: source);

        Assert.Equal($"{found}/broker", Host(session));
        Assert.Equal(named is null, session.Defaults.Any(d => d.What == "Namespace" && d.Value == found));
    }

    [Fact]
    public async Task Only_pods_that_are_ready_are_asked_in_the_order_of_their_numbers()
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
    public async Task Where_no_pod_is_ready_it_is_said_of_each_why()
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
        Assert.Contains("kubectl get pods -n hivemq", failed.RecommendedAction, StringComparison.Ordinal);
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

    [Fact]
    public async Task The_port_is_found_in_any_container()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions
        {
            Ports = [new("health", 9090, "sidecar"), new("rest-9999", 9999, "broker")],
            ApiPortNumber = 9999,
        });

        Assert.Equal(9999, (await cluster.OpenAsync()).Broker.Port);
    }

    public static TheoryData<string, string> UselessPorts => new()
    {
        { "health", "health 9090" },
        { "none", "names no ports" },
    };

    [Theory]
    [MemberData(nameof(UselessPorts))]
    public async Task A_pod_without_the_port_lists_those_it_has(string which, string said)
    {
        IList<ContainerPort> ports = which == "none" ? [] : [new("health", 9090), new("mqtt", 1883), new(null, 5000)];
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Ports = ports });

        var failed = await Test.FailsAsync(ErrorCode.ApiPortNotFound, () => cluster.OpenAsync());

        Assert.Contains("hivemq/broker-0", failed.Message, StringComparison.Ordinal);
        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.Contains("-ApiPort", failed.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_was_named_is_taken_unseen()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Ports = [new("health", 9090)], ApiPortNumber = 7777 });

        var session = await cluster.OpenAsync(new() { ApiPort = 7777 });

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task Another_context_may_be_named()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var other = await TestCluster.StartAsync(new StatefulSetOptions { Name = "other", Replicas = 1 });
        using var folder = new TempFolder();
        var (a, b) = (folder.Write("a", cluster.Simulator.KubeConfig), folder.Write("b", other.Simulator.KubeConfigFor("second", "hivemq", "simulator-token")
            .Replace("name: simulator", "name: sim2", StringComparison.Ordinal).Replace("cluster: simulator", "cluster: sim2", StringComparison.Ordinal)
            .Replace("user: simulator", "user: sim2", StringComparison.Ordinal)));
        var source = Client.Kubernetes.Config.KubeConfigSource.Find(null, "/", name => name == "KUBECONFIG" ? $"{a}{Path.PathSeparator}{b}" : null);

        Assert.Equal("hivemq/broker", Host(await cluster.OpenAsync(source: source)));
        Assert.Equal("hivemq/other", Host(await cluster.OpenAsync(new() { Context = "second" }, source: source)));
        var failed = await Test.FailsAsync(ErrorCode.KubeContextNotFound, () => cluster.OpenAsync(new() { Context = "third" }, source: source));
        Assert.Contains("second, simulator", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finding_a_broker_takes_few_requests_and_asks_it_nothing()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.OpenAsync();

        Assert.Equal(2, cluster.Simulator.Requests.Count);
        Assert.All(cluster.Pods, pod => Assert.Empty(pod.Node.Requests));
    }
}
