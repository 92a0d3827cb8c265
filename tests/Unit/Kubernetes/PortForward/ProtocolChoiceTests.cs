using HiveMQBackup.Client;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

/// <summary>A port-forward uses SPDY, and a WebSocket if SPDY is not supported; the API server selects what the WebSocket carries.</summary>
public sealed class ProtocolChoiceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Asked(TestCluster cluster) => cluster.Simulator.Requests
        .Where(r => r.PathAndQuery.Contains("/portforward", StringComparison.Ordinal))
        .Select(r => r.PathAndQuery.Contains("?ports=", StringComparison.Ordinal) ? "WebSocket" : "SPDY");

    [Fact(Timeout = Test.Limit)]
    public async Task A_port_forward_requests_only_spdy()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(["SPDY"], Asked(cluster));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Dropped, "Upgrade request required")]
    [InlineData(SpdySupport.RefusedByProxy, "403")]
    [InlineData(SpdySupport.Broken, "ended unexpectedly")]
    public async Task Behind_a_proxy_that_knows_no_spdy_it_is_a_websocket_from_then_on(SpdySupport spdy, string why)
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Spdy = spdy });
        var told = new List<string>();
        var session = await cluster.OpenAsync(log: new Log(told.Add, told.Add));

        await session.Api.ListBackupsAsync(Test.Cancel);
        cluster.Pods[0].Node.Unplug();
        cluster.Pods[0].Node.PlugIn();
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal("SPDY", Asked(cluster).First());
        Assert.True(Asked(cluster).Count() >= 3);
        Assert.All(Asked(cluster).Skip(1), protocol => Assert.Equal("WebSocket", protocol));
        Assert.Contains(told, text => text.Contains(why, StringComparison.Ordinal) && text.Contains("WebSocket", StringComparison.Ordinal));
    }

    // One upgrade offers both subprotocols, so no cluster costs a second request.
    [Theory(Timeout = Test.Limit)]
    [InlineData(PortForwardWay.Spdy, 1)]
    [InlineData(PortForwardWay.SpdyInWebSocket, 2)]
    [InlineData(PortForwardWay.Channels, 2)]
    public async Task The_api_server_selects_what_a_websocket_carries_and_the_log_names_the_protocol(PortForwardWay way, int requests)
    {
        await using var cluster = await TestCluster.StartAsync(way.ApplyTo(new()));
        var told = new List<string>();
        var session = await cluster.OpenAsync(log: new Log(told.Add, told.Add));

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Contains($"The port-forward to hivemq/broker-0:8081 uses {way.Title}.", told);
        Assert.Equal(requests, cluster.PortForwards);
    }

    // After an upgrade of the cluster, or with several API servers of which one is older.
    [Fact(Timeout = Test.Limit)]
    public async Task Each_websocket_offers_both_subprotocols_again()
    {
        var options = PortForwardWay.Channels.ApplyTo(new());
        await using var cluster = await TestCluster.StartAsync(options);
        var told = new List<string>();
        var session = await cluster.OpenAsync(log: new Log(told.Add, told.Add));
        await session.Api.ListBackupsAsync(Test.Cancel);
        options.Subprotocols = new SimulatedClusterOptions().Subprotocols;
        foreach (var pod in cluster.Pods) pod.Node.Unplug();
        foreach (var pod in cluster.Pods) pod.Node.PlugIn();

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.EndsWith("uses SPDY in a WebSocket.", told.Last(text => text.StartsWith("The port-forward to ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    // The API server has no such subprotocol for exec.
    [Fact(Timeout = Test.Limit)]
    public async Task A_command_in_a_websocket_uses_channels()
    {
        await using var cluster = await TestCluster.StartAsync(PortForwardWay.SpdyInWebSocket.ApplyTo(new()));
        var told = new List<string>();
        var session = await cluster.OpenAsync(log: new Log(told.Add, told.Add));

        await session.Folders!.EnsureSpaceAsync(1, null, Test.Cancel);

        Assert.Contains($"The exec session to hivemq/broker-0 uses {PortForwardWay.Channels.Title}.", told);
    }

    public static TheoryData<TunnelCut, PortForwardWay> CutsOfEach =>
        new MatrixTheoryData<TunnelCut, PortForwardWay>([TunnelCut.Abort, TunnelCut.ErrorChannel, TunnelCut.EarlyClose], Enum.GetValues<PortForwardWay>());

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(CutsOfEach))]
    public async Task A_download_over_each_of_them_resumes_and_is_complete(TunnelCut how, PortForwardWay way)
    {
        const long Length = 3_000_000;
        await using var cluster = await TestCluster.StartAsync(way.ApplyTo(new()));
        var session = await cluster.OpenAsync(time: new AutoAdvancingClock { Skips = due => due <= TimeSpan.FromSeconds(15) });
        cluster.Backups.Add("a", DateTimeOffset.UnixEpoch, Length);
        cluster.Faults.CutTunnelAfter(1_000_000, how);

        var saved = await Downloads.SaveAsync(session.Api, new Backup("a", DateTimeOffset.UnixEpoch, Length, "COMPLETED", null), _folder);

        Assert.Equal(SimulatedFile.OfLength("a", Length).Sha256(), saved.Sha256);
        Assert.Equal(way == PortForwardWay.Spdy ? ["SPDY"] : ["SPDY", "WebSocket"], Asked(cluster).Distinct());
    }

    // The API server's own words about the pod would be the same over a WebSocket.
    [Fact(Timeout = Test.Limit)]
    public async Task A_rejection_that_is_about_the_pod_is_not_retried()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Replicas = 1 });
        cluster.Faults.RefuseUpgrade(404, "pods \"broker-0\" not found");
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(["SPDY", "SPDY"], Asked(cluster));
    }

    // With the permission to create alone, a WebSocket is always rejected: that must not hide what is wrong with SPDY.
    [Theory(Timeout = Test.Limit)]
    [InlineData(400, "pod broker-0 does not have a host assigned")]
    public async Task A_temporary_failure_is_not_taken_for_a_missing_permission(int status, string message)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.Deny("get", "pods/portforward");
        cluster.Faults.RefuseUpgrade(status, message);
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(["broker-0", "broker-0", "broker-1"], cluster.Simulator.Requests
            .Where(r => r.PathAndQuery.Contains("/portforward", StringComparison.Ordinal)).Select(r => r.PathAndQuery.Split('/')[6]));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Dropped, "Upgrade request required")]
    [InlineData(SpdySupport.Broken, "ended unexpectedly")]
    public async Task Where_a_websocket_is_the_only_way_and_not_allowed_the_error_names_both(SpdySupport spdy, string why)
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Spdy = spdy });
        cluster.Faults.Deny("get", "pods/portforward");
        var session = await cluster.OpenAsync(time: new AutoAdvancingClock());

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains(why, failed.Message, StringComparison.Ordinal);
        Assert.Contains("cannot get resource \"pods/portforward\"", failed.Message, StringComparison.Ordinal);
    }
}
