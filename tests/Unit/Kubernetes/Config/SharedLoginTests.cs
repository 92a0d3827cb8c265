using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>The requests that a session sends at the same time share one login.</summary>
public sealed class SharedLoginTests
{
    private static KubeConfigSource SourceOf(TestCluster cluster, PluginScript plugin) =>
        cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", plugin.User()));

    [Fact(Timeout = Test.Limit)]
    public async Task The_plugin_runs_once_and_every_request_has_its_token()
    {
        using var plugin = PluginScript.WithToken("simulator-token");
        await using var cluster = await TestCluster.StartAsync();

        var session = await cluster.OpenAsync(source: SourceOf(cluster, plugin));
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(1, plugin.Runs);
        Assert.Equal(3, cluster.Simulator.Requests.Count);
        Assert.All(cluster.Simulator.Requests, request => Assert.True(request.HasAuthorization));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_plugin_that_fails_runs_once_and_nothing_is_requested()
    {
        using var plugin = new PluginScript("echo 'run: cloud login' >&2; exit 1");
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => cluster.OpenAsync(source: SourceOf(cluster, plugin)));

        Assert.Contains("run: cloud login", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, plugin.Runs);
        Assert.Empty(cluster.Simulator.Requests);
    }

    // Each run may ask for a login in a browser.
    [Fact(Timeout = Test.Limit)]
    public async Task A_plugin_that_fails_while_several_requests_wait_for_it_runs_once()
    {
        using var plugin = new PluginScript("[ $(wc -l < runs) -gt 1 ] || read line < gate; echo 'run: cloud login' >&2; exit 1");
        Unix.Pipe(plugin.Folder["gate"]);
        await using var cluster = await TestCluster.StartAsync();
        using var clusters = new ClusterConnections(TimeProvider.System);
        var search = new ClusterSession(clusters, SourceOf(cluster, plugin), null, Log.None);

        var searches = Enumerable.Range(0, 4).Select(_ => Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => search.ListBrokersAsync(null, Test.Cancel))).ToArray();
        await File.WriteAllTextAsync(plugin.Folder["gate"], "in\n", Test.Cancel);

        Assert.All(await Task.WhenAll(searches), failed => Assert.Contains("run: cloud login", failed.Message, StringComparison.Ordinal));
        Assert.Equal(1, plugin.Runs);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task After_a_failure_the_next_request_runs_it_again()
    {
        using var plugin = new PluginScript($"if [ $(wc -l < runs) -gt 1 ]; then {PluginScript.Prints("""{"token":"simulator-token"}""")}; else exit 1; fi");
        await using var cluster = await TestCluster.StartAsync();
        using var clusters = new ClusterConnections(TimeProvider.System);
        var search = new ClusterSession(clusters, SourceOf(cluster, plugin), null, Log.None);
        await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => search.LogInAsync(Test.Cancel));

        await search.LogInAsync(Test.Cancel);

        Assert.Single(await search.ListBrokersAsync(null, Test.Cancel));
        Assert.Equal(2, plugin.Runs);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_token_that_is_rejected_is_refreshed_once()
    {
        using var plugin = PluginScript.WithToken("old");
        await using var cluster = await TestCluster.StartAsync();

        await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => cluster.OpenAsync(source: SourceOf(cluster, plugin)));

        Assert.Equal(2, plugin.Runs);
        Assert.Equal(1, cluster.RequestsFor("/statefulsets/"));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Connections_that_were_opened_during_the_login_are_used_and_no_more_than_these()
    {
        using var plugin = PluginScript.WithToken("simulator-token");
        await using var cluster = await TestCluster.StartAsync();
        await using var relay = new RoundTripRelay(cluster.Simulator.Server, TimeSpan.Zero);

        var session = await cluster.OpenAsync(source: cluster.SourceOf(KubeConfigText.Of(relay.Address, "insecure-skip-tls-verify: true", plugin.User())));
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(3, relay.Connections);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task They_go_through_the_clusters_proxy()
    {
        using var plugin = PluginScript.WithToken("simulator-token");
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy();

        var session = await cluster.OpenAsync(source: cluster.SourceOf(
            KubeConfigText.Of(cluster.Simulator.Server, $"insecure-skip-tls-verify: true\nproxy-url: {proxy.Address}", plugin.User())));
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(3, proxy.Targets.Count);
    }

    // It may lock the account after some wrong ones.
    [Fact(Timeout = Test.Limit)]
    public async Task A_proxys_password_is_sent_only_with_requests()
    {
        using var plugin = new PluginScript("exit 1");
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy();
        var lines = $"insecure-skip-tls-verify: true\nproxy-url: http://user:wrong@{proxy.Address.Authority}";

        await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => cluster.OpenAsync(source: cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, lines, plugin.User()))));

        Assert.Empty(proxy.Heads);
    }
}
