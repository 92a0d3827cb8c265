using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Brokers;

public sealed class BrokerResolverTests
{
    private static readonly Dictionary<string, string> OtherLabels = new() { ["app"] = "postgres" };

    private static string Host(BrokerSession session) => session.Broker.ToString();

    private static IEnumerable<(string, string)> Defaults(BrokerSession session) => session.Defaults.Select(d => (d.What, d.Value));

    [Fact]
    public async Task Without_any_parameter_the_StatefulSet_broker_of_the_contexts_namespace_is_found()
    {
        await using var cluster = await TestCluster.StartAsync();

        var session = await cluster.OpenAsync();

        Assert.Equal("hivemq/broker", Host(session));
        Assert.Equal(("broker", "hivemq", "simulator", 8081), (session.Broker.Name, session.Broker.Namespace, session.Broker.Context, session.Broker.Port));
        Assert.Equal([("context", "simulator"), ("namespace", "hivemq"), ("StatefulSet", "broker"), ("API port", "8081")], Defaults(session));
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task A_parameter_that_is_given_is_no_default()
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
        Assert.Null(failed.Cause);
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
    public async Task A_namespace_without_StatefulSets_is_an_error_that_says_so()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { StatefulSets = [] });

        var failed = await Test.FailsAsync(ErrorCode.BrokerNotFound, () => cluster.OpenAsync());

        Assert.Contains("The namespace has no StatefulSet", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
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
    public async Task A_label_selector_without_a_match_is_named()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Test.FailsAsync(ErrorCode.BrokerNotFound, () => cluster.OpenAsync(new() { LabelSelector = "app=nothing" }));

        Assert.Contains("'app=nothing'", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.NoMatchingPod("hivemq"), failed.Cause);
    }

    [Fact]
    public async Task A_malformed_label_selector_is_an_error_that_says_so()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Assert.ThrowsAsync<HiveMQBackupException>(() => cluster.OpenAsync(new() { LabelSelector = "===" }));

        Assert.Contains("responded with 400", failed.Message, StringComparison.Ordinal);
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
        Assert.Equal(named is null, session.Defaults.Any(d => d.What == "namespace" && d.Value == found));
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
    public async Task Resolving_a_broker_takes_few_requests_and_none_to_the_broker()
    {
        await using var cluster = await TestCluster.StartAsync();

        var session = await cluster.OpenAsync();

        Assert.All(cluster.Pods, pod => Assert.Empty(pod.Node.Requests));
        await session.Api.ListBackupsAsync(Test.Cancel);
        Assert.Equal((1, 1, 1), (cluster.RequestsFor("/statefulsets/broker"), cluster.RequestsFor("/pods?"), cluster.PortForwards));
        Assert.Equal(3, cluster.Simulator.Requests.Count);
    }
}
