using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>A request that gets a 401 was not executed: it is repeated once with refreshed credentials, whether it reads or creates.</summary>
public sealed class CredentialRefreshTests : IDisposable
{
    private readonly PluginScript _plugin = PluginScript.WithToken("first");
    private readonly SimulatedClusterOptions _options = new() { BearerToken = "first" };

    public void Dispose() => _plugin.Dispose();

    private async Task<(TestCluster Cluster, BrokerSession Session)> OpenAsync(Transport transport, Action<HiveMQNodeOptions>? node = null)
    {
        foreach (var set in _options.StatefulSets) node?.Invoke(set.Node);
        var cluster = await TestCluster.StartAsync(_options);
        var source = cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", _plugin.User()));
        return (cluster, await cluster.OpenAsync(TestCluster.ByLabels with { Transport = transport }, source: source));
    }

    private void Rotate(bool pluginKnows = true)
    {
        _options.BearerToken = "second";
        if (pluginKnows) _plugin.Folder.Write("token", "second");
    }

    [Theory]
    [InlineData(Transport.PortForward, SpdySupport.Taken)]
    [InlineData(Transport.PortForward, SpdySupport.Dropped)]
    [InlineData(Transport.Proxy, SpdySupport.Taken)]
    public async Task A_list_is_repeated_on_every_transport(Transport transport, SpdySupport spdy)
    {
        _options.Spdy = spdy;
        var (cluster, session) = await OpenAsync(transport);
        await using var simulated = cluster;
        Rotate();

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Single(cluster.Simulator.Requests, request => request.Status == 401);
        Assert.Equal(2, _plugin.Runs);
    }

    [Fact]
    public async Task So_is_an_upgrade_to_a_WebSocket()
    {
        _options.Spdy = SpdySupport.Dropped;
        var (cluster, session) = await OpenAsync(Transport.PortForward);
        await using var simulated = cluster;
        await session.Api.ListBackupsAsync(Test.Cancel);
        cluster.Pods[0].Node.Unplug();
        cluster.Pods[0].Node.PlugIn();
        Rotate();

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));

        var refused = Assert.Single(cluster.Simulator.Requests, request => request.Status == 401);
        Assert.StartsWith("GET", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Transport.PortForward)]
    [InlineData(Transport.Proxy)]
    public async Task A_backup_is_created_once(Transport transport)
    {
        var (cluster, session) = await OpenAsync(transport);
        await using var simulated = cluster;
        Rotate();

        await session.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal(1, cluster.Posts);
        Assert.Single(cluster.Simulator.Requests, request => request.Status == 401);
        Assert.Equal(2, _plugin.Runs);
    }

    // The token changes while the request is on its way.
    private void RotateAt(TestCluster cluster, Func<Microsoft.AspNetCore.Http.HttpRequest, bool> which) => cluster.Faults.Hold = context =>
    {
        if (_options.BearerToken == "first" && which(context.Request)) Rotate();
        return Task.CompletedTask;
    };

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_backup_is_restored_or_removed_once(string method)
    {
        var (cluster, session) = await OpenAsync(Transport.Proxy, node => node.Deletes = DeleteSupport.NoContent);
        await using var simulated = cluster;
        cluster.Backups.Add("20260301-110000", DateTimeOffset.UnixEpoch, 1000);
        RotateAt(cluster, request => request.Method == method);

        if (method == "POST") await session.Api.RequestRestoreAsync("20260301-110000", Test.Cancel);
        else Assert.True(await session.Api.RequestRemovalAsync("20260301-110000", Test.Cancel));

        Assert.Equal(1, cluster.Pods.Sum(pod => pod.Node.Requests.Count(request => request.Method == method)));
        Assert.Single(cluster.Simulator.Requests, request => request.Status == 401);
        Assert.Equal(2, _plugin.Runs);
    }

    [Theory]
    [InlineData(SpdySupport.Taken)]
    [InlineData(SpdySupport.Dropped)]
    public async Task A_command_in_a_pod_is_repeated(SpdySupport spdy)
    {
        _options.Spdy = spdy;
        var (cluster, session) = await OpenAsync(Transport.PortForward);
        await using var simulated = cluster;
        RotateAt(cluster, request => request.Path.Value!.EndsWith("/exec", StringComparison.Ordinal));

        await session.Folders!.EnsureSpaceAsync(1, null, Test.Cancel);

        // One in each of the two pods, at the same time.
        var refused = cluster.Simulator.Requests.Where(request => request.Status == 401).ToList();
        Assert.InRange(refused.Count, 1, 2);
        Assert.All(refused, request => Assert.Contains("/exec", request.PathAndQuery, StringComparison.Ordinal));
        Assert.Equal(2, _plugin.Runs);
    }

    [Theory]
    [InlineData(Transport.PortForward)]
    [InlineData(Transport.Proxy)]
    public async Task Where_the_plugin_has_nothing_new_it_is_not_repeated(Transport transport)
    {
        var (cluster, session) = await OpenAsync(transport);
        await using var simulated = cluster;
        Rotate(pluginKnows: false);

        await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => session.Api.RequestBackupAsync(Test.Cancel));

        Assert.Equal(0, cluster.Posts);
        Assert.Single(cluster.Simulator.Requests, request => request.Status == 401);
        Assert.Equal(2, _plugin.Runs);
    }

    [Fact]
    public async Task A_request_whose_refreshed_credentials_are_rejected_is_not_repeated_again()
    {
        var (cluster, session) = await OpenAsync(Transport.Proxy);
        await using var simulated = cluster;
        _options.BearerToken = "third";
        _plugin.Folder.Write("token", "second");

        await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => session.Api.RequestBackupAsync(Test.Cancel));

        Assert.Equal(2, cluster.Simulator.Requests.Count(request => request.Status == 401));
        Assert.Equal(2, _plugin.Runs);
    }

    [Fact]
    public async Task A_brokers_own_401_is_not_about_the_cluster()
    {
        var (cluster, session) = await OpenAsync(Transport.Proxy, node => (node.UserName, node.Password) = ("admin", "secret"));
        await using var simulated = cluster;

        await Test.FailsAsync(ErrorCode.HiveMQUnauthorized, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(1, _plugin.Runs);
    }

    [Fact]
    public async Task A_plugin_that_fails_then_says_why()
    {
        var (cluster, session) = await OpenAsync(Transport.Proxy);
        await using var simulated = cluster;
        Rotate(pluginKnows: false);
        _plugin.Folder.Write("plugin.sh", "echo 'run: cloud login' >&2; exit 1");

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("run: cloud login", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_are_rejected_side_by_side_refresh_once()
    {
        var (cluster, session) = await OpenAsync(Transport.Proxy);
        await using var simulated = cluster;
        Rotate();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.Api.ListBackupsAsync(Test.Cancel)));

        Assert.Equal(2, _plugin.Runs);
    }
}
