using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

/// <summary>What stands before a cluster may let one protocol through, the other, or neither.</summary>
public sealed class GatewayTests
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Refusals =>
    [
        Gateway.Closes, Gateway.Resets, Gateway.UpgradesToSomethingElse, "400 Bad Request", "403 Forbidden", "404 Not Found", "405 Method Not Allowed",
        "426 Upgrade Required", "501 Not Implemented", "502 Bad Gateway", "200 OK", "302 Found",
    ];

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(Refusals))]
    public async Task A_gateway_that_lets_no_spdy_through_is_passed_over_a_websocket(string how)
    {
        await using var gateway = await Gateway.StartAsync(piece => Gateway.Protocol(piece) == "SPDY" ? Gateway.Treat(how) : RelayAction.Pass);
        var session = await gateway.OpenAsync(TimeProvider.System);

        await session.Api.ListBackupsAsync(Test.Cancel);
        await LoseTunnelsAsync(gateway, session.Api);

        // The connection pool repeats a request up to three times by itself where the connection ends.
        var spdy = gateway.Upgrades.TakeWhile(protocol => protocol == "SPDY").Count();
        Assert.InRange(spdy, 1, 4);
        Assert.True(gateway.Upgrades.Count >= spdy + 2);
        Assert.All(gateway.Upgrades.Skip(spdy), protocol => Assert.Equal("WebSocket", protocol));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Gateway.Drops)]
    [InlineData(Gateway.UpgradesAndIdles)]
    public async Task A_gateway_that_drops_spdy_is_passed_over_a_websocket_after_a_few_seconds(string how)
    {
        var clock = new FakeTimeProvider();
        var began = clock.GetTimestamp();
        await using var gateway = await Gateway.StartAsync(piece =>
        {
            if (Gateway.Protocol(piece) != "SPDY") return RelayAction.Pass;
            clock.Advance(PodStreams<Stream>.HeadStart);
            return Gateway.Treat(how);
        });
        var session = await gateway.OpenAsync(clock);

        await session.Api.ListBackupsAsync(Test.Cancel);
        await LoseTunnelsAsync(gateway, session.Api);

        Assert.Equal("SPDY", gateway.Upgrades[0]);
        Assert.All(gateway.Upgrades.Skip(1), protocol => Assert.Equal("WebSocket", protocol));
        Assert.Equal(PodStreams<Stream>.HeadStart, clock.GetElapsedTime(began));
    }

    private static async Task LoseTunnelsAsync(Gateway gateway, BackupApi api)
    {
        foreach (var pod in gateway.Cluster.Pods)
        {
            pod.Node.Unplug();
            pod.Node.PlugIn();
        }
        await api.ListBackupsAsync(Test.Cancel);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Gateway.Closes, 1, 4)]
    [InlineData(Gateway.Resets, 3, 1)]
    [InlineData("502 Bad Gateway", 3, 1)]
    public async Task A_gateway_that_ends_both_is_a_failed_port_forward_that_is_retried_a_few_times(string how, int replicas, int repeats)
    {
        await using var gateway = await Gateway.StartAsync(_ => Gateway.Treat(how), replicas);
        var session = await gateway.OpenAsync(TimeProvider.System);

        var failed = await Test.FailsAsync(ErrorCode.PortForwardFailed, () => session.Api.ListBackupsAsync(Test.Cancel));

        SaysBoth(failed);
        // Two pods, then three retries with a pause before each; what the connection pool repeats by itself comes on top.
        Assert.InRange(gateway.Upgrades.Count, 10, (10 * repeats) + 3);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("400 Bad Request")]
    [InlineData("403 Forbidden")]
    [InlineData("200 OK")]
    [InlineData(Gateway.UpgradesToSomethingElse)]
    public async Task A_gateway_that_rejects_both_is_a_failed_port_forward_after_two_pods(string how)
    {
        await using var gateway = await Gateway.StartAsync(_ => Gateway.Treat(how), replicas: 3);
        var session = await gateway.OpenAsync(TimeProvider.System);

        var failed = await Test.FailsAsync(ErrorCode.PortForwardFailed, () => session.Api.ListBackupsAsync(Test.Cancel));

        SaysBoth(failed);
        Assert.Equal(["SPDY", "WebSocket", "SPDY", "WebSocket"], gateway.Upgrades);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(1, "GET")]
    [InlineData(3, "GET")]
    [InlineData(3, "POST")]
    public async Task A_gateway_that_drops_both_is_a_failed_port_forward_within_the_limit_of_a_call(int replicas, string method)
    {
        var clock = new FakeTimeProvider();
        var began = clock.GetTimestamp();
        await using var gateway = await Gateway.StartAsync(
            piece =>
            {
                Wait(clock, piece);
                return RelayAction.Drop;
            },
            replicas);
        var session = await gateway.OpenAsync(clock);

        var failed = await Test.FailsAsync(ErrorCode.PortForwardFailed, () => method == "GET" ? session.Api.ListBackupsAsync(Test.Cancel) : session.Api.RequestBackupAsync(Test.Cancel));

        SaysBoth(failed);
        Assert.Equal(["SPDY", "WebSocket", "SPDY", "WebSocket"], gateway.Upgrades);
        Assert.InRange(clock.GetElapsedTime(began), TimeSpan.Zero, CallLimit - TimeSpan.FromSeconds(1));
    }

    private static void Wait(FakeTimeProvider clock, string piece) =>
        clock.Advance(Gateway.Protocol(piece) == "SPDY" ? PodStreams<Stream>.HeadStart : PodStreams<Stream>.Together);

    private static void SaysBoth(HiveMQBackupException failed)
    {
        Assert.Contains("No port-forward to hivemq/broker-", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Over SPDY: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Over WebSocket: ", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.BlockedProtocols>(failed.Cause);
    }

    // As where a node has just died: the API server waits for its kubelet in vain, over either protocol.
    [Fact(Timeout = Test.Limit)]
    public async Task After_a_node_that_drops_both_the_next_one_is_tried()
    {
        var clock = new FakeTimeProvider();
        await using var gateway = await Gateway.StartAsync(piece =>
        {
            if (!piece.Contains("/broker-0/", StringComparison.Ordinal)) return RelayAction.Pass;
            Wait(clock, piece);
            return RelayAction.Drop;
        });
        var session = await gateway.OpenAsync(clock);

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Single(gateway.Cluster.Pods[1].Node.Requests);
    }

    // With the permission to create alone, the WebSocket that is tried beside SPDY is rejected: that must not hide that SPDY is slow.
    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_cluster_is_waited_for_and_has_one_tunnel_in_the_end(bool mayGet)
    {
        var clock = new FakeTimeProvider();
        using var webSocketAsked = new ManualResetEventSlim();
        await using var gateway = await Gateway.StartAsync(piece =>
        {
            if (Gateway.Protocol(piece) == "WebSocket") webSocketAsked.Set();
            else
            {
                clock.Advance(PodStreams<Stream>.HeadStart);
                webSocketAsked.Wait(Test.Cancel);
            }
            return RelayAction.Pass;
        });
        if (!mayGet) gateway.Cluster.Faults.Deny("get", "pods/portforward");
        var session = await gateway.OpenAsync(clock);

        await session.Api.ListBackupsAsync(Test.Cancel);
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(2, gateway.Cluster.Pods[0].Node.Requests.Count);
        Assert.Equal(["SPDY", "WebSocket"], gateway.Upgrades);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_api_server_that_cannot_be_reached_is_no_failure_of_the_port_forward()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        await session.Api.ListBackupsAsync(Test.Cancel);
        _ = cluster.Simulator.RestartAsync(TimeSpan.FromDays(1));

        await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => session.Api.ListBackupsAsync(Test.Cancel));
    }

    // A connection that cannot be opened does not tell which protocols are allowed.
    [Fact(Timeout = Test.Limit)]
    public async Task An_api_server_that_accepts_no_connection_any_more_is_no_failure_of_the_port_forward()
    {
        var clock = new FakeTimeProvider();
        var waits = new Queue<TimeSpan>([PodStreams<Stream>.HeadStart, PodStreams<Stream>.Together]);
        var isSilent = false;
        await using var cluster = await TestCluster.StartAsync();
        await using var relay = new InterceptingRelay(cluster.Simulator.Server, _ =>
        {
            if (!isSilent) return RelayAction.Pass;
            lock (waits)
            {
                if (waits.TryDequeue(out var wait)) clock.Advance(wait);
            }
            return RelayAction.Drop;
        });
        var server = new UriBuilder(relay.Address) { Scheme = Uri.UriSchemeHttps }.Uri;
        var session = await cluster.OpenAsync(TestCluster.ByLabels, clock, source: cluster.SourceOf(cluster.Simulator.KubeConfig.Replace(
            cluster.Simulator.Server.GetLeftPart(UriPartial.Authority), server.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)));
        isSilent = true;

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("did not respond within", failed.Message, StringComparison.Ordinal);
        Assert.Empty(waits);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_kubelet_that_is_out_of_reach_is_not_tried_over_the_other_protocol(int status)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.RefuseUpgrade(status, "error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused");
        var session = await cluster.OpenAsync(TestCluster.ByLabels);

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(2, cluster.PortForwards);
        Assert.Single(cluster.Pods[1].Node.Requests);
    }
}
