using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Brokers;

/// <summary>Brokers of one kubeconfig and context share the connection to its cluster, and one login.</summary>
public sealed class ClusterConnectionsTests : IDisposable
{
    private readonly PluginScript _plugin = PluginScript.WithToken("simulator-token");
    private readonly ClusterConnections _clusters = new(TimeProvider.System);

    public void Dispose()
    {
        _clusters.Dispose();
        _plugin.Dispose();
    }

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(Enumerable.Range(1, 4).Select(i => new StatefulSetOptions { Name = $"broker-{i}" }).ToArray());

    private string Config(TestCluster cluster, string context = "test") =>
        KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", _plugin.User(), context: context);

    private async Task<BrokerSession> ListAsync(BrokerTarget target, KubeConfigSource source)
    {
        var session = await BrokerSession.OpenAsync(target, source, _clusters, TimeProvider.System, Log.None, Test.Cancel);
        await session.Api.ListBackupsAsync(Test.Cancel);
        return session;
    }

    [Fact]
    public async Task Several_brokers_at_once_the_search_and_commands_in_pods_run_the_plugin_once()
    {
        await using var cluster = await StartAsync();
        var source = cluster.SourceOf(Config(cluster));
        var search = new ClusterSession(_clusters, source, null, Log.None);

        var sessions = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => ListAsync(new BrokerTarget { StatefulSet = $"broker-{i}" }, source)));
        await search.ListBrokersAsync("hivemq", Test.Cancel);
        await Task.WhenAll(sessions.Select(session => session.Folders!.EnsureSpaceAsync(1, null, Test.Cancel)));

        Assert.Equal(1, _plugin.Runs);
        foreach (var session in sessions) session.Dispose();
    }

    [Fact]
    public async Task The_current_context_and_its_name_are_one()
    {
        await using var cluster = await StartAsync();
        var source = cluster.SourceOf(Config(cluster));

        using var first = await ListAsync(new BrokerTarget { StatefulSet = "broker-1" }, source);
        using var second = await ListAsync(new BrokerTarget { StatefulSet = "broker-1", Context = "test" }, source);
        using var third = await ListAsync(first.Remembered, source);

        Assert.Equal(1, _plugin.Runs);
    }

    [Fact]
    public async Task A_session_that_is_closed_leaves_the_others_their_cluster()
    {
        await using var cluster = await StartAsync();
        var source = cluster.SourceOf(Config(cluster));
        var first = await ListAsync(new BrokerTarget { StatefulSet = "broker-1" }, source);
        using var second = await ListAsync(new BrokerTarget { StatefulSet = "broker-2" }, source);

        first.Dispose();
        cluster.Pods[0].Node.Unplug();

        await second.Api.ListBackupsAsync(Test.Cancel);
        using var third = await ListAsync(new BrokerTarget { StatefulSet = "broker-3" }, source);
        Assert.Equal(1, _plugin.Runs);
    }

    [Fact]
    public async Task Another_kubeconfig_has_its_own()
    {
        await using var cluster = await StartAsync();

        using var first = await ListAsync(new BrokerTarget { StatefulSet = "broker-1" }, cluster.SourceOf(Config(cluster)));
        using var second = await ListAsync(new BrokerTarget { StatefulSet = "broker-1" }, cluster.SourceOf(Config(cluster, "other")));

        Assert.Equal(2, _plugin.Runs);
    }

    [Fact]
    public async Task After_the_end_nothing_is_opened()
    {
        await using var cluster = await StartAsync();
        _clusters.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => ListAsync(new BrokerTarget(), cluster.Source));
    }
}
