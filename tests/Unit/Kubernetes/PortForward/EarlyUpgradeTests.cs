using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Simulator.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

/// <summary>The port-forward that is requested together with the StatefulSet carries the first request, or is closed.</summary>
public sealed class EarlyUpgradeTests
{
    private static bool IsPortForward(string path) => path.Contains("/portforward", StringComparison.Ordinal);

    /// <summary>Lets the API server leave the first port-forward without a response, and tells when it arrives and when the client has left it.</summary>
    private static (Task Arrived, Task Left) HoldFirst(TestCluster cluster)
    {
        var (arrived, left) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        cluster.Faults.Hold = async context =>
        {
            if (!IsPortForward(context.Request.Path) || !arrived.TrySetResult()) return;
            await context.UntilGoneAsync();
            left.TrySetResult();
        };
        return (arrived.Task, left.Task);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task It_carries_the_first_request()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(1, cluster.PortForwards);
        Assert.Equal(2, cluster.Pods[0].Node.Requests.Count);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Without_a_request_it_is_closed_after_some_seconds()
    {
        var clock = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync();
        var (arrived, left) = HoldFirst(cluster);
        var session = await cluster.OpenAsync(time: clock);
        await arrived.WaitAsync(Test.Cancel);

        clock.Advance(EarlyUpgrade.Lifetime);
        await left.WaitAsync(Test.Cancel);

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
        Assert.Equal(2, cluster.PortForwards);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task It_is_closed_with_the_session()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (arrived, left) = HoldFirst(cluster);
        var session = await cluster.OpenAsync();
        await arrived.WaitAsync(Test.Cancel);

        session.Dispose();

        await left.WaitAsync(Test.Cancel);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task To_a_pod_that_is_not_ready_it_is_closed_at_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Pods[0].Ready = false;
        var (_, left) = HoldFirst(cluster);
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);

        await LeftOrNeverSentAsync(cluster, left, "broker-0");
        Assert.Empty(cluster.Pods[0].Node.Requests);
        Assert.Single(cluster.Pods[1].Node.Requests);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task To_a_named_pod_that_is_not_ready_it_is_closed_at_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Pods[1].Ready = false;
        var (_, left) = HoldFirst(cluster);

        await Test.FailsAsync(ErrorCode.NoReadyPod, () => cluster.OpenAsync(new BrokerTarget { Pod = "broker-1" }));

        await LeftOrNeverSentAsync(cluster, left, "broker-1");
        Assert.Empty(cluster.Pods[1].Node.Requests);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Without_the_StatefulSet_it_is_closed_at_once()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Name = "my-platform" });
        cluster.Simulator.AddPod(new PodOptions { Name = "broker-0" });
        var (_, left) = HoldFirst(cluster);

        var session = await cluster.OpenAsync();

        Assert.Equal("my-platform", session.Broker.Name);
        await LeftOrNeverSentAsync(cluster, left, "broker-0");
    }

    // A request that is canceled before its connection is open never arrives.
    private static async Task LeftOrNeverSentAsync(TestCluster cluster, Task left, string pod)
    {
        if (cluster.RequestsFor($"/pods/{pod}/portforward") > 0) await left.WaitAsync(Test.Cancel);
    }

    // Each may be about the credentials, or about the moment.
    [Theory(Timeout = Test.Limit)]
    [InlineData(401)]
    [InlineData(401, "3")]
    [InlineData(408, "3")]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_be_different_a_moment_later_is_requested_again(int status, string? retryAfter = null)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(status, pathFilter: IsPortForward, retryAfter: retryAfter);
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(2, cluster.PortForwards);
        Assert.Single(cluster.Pods[0].Node.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(429, "3")]
    [InlineData(503, "3")]
    public async Task Where_the_API_server_asks_to_wait_it_is_not_requested_again_before(int status, string retryAfter)
    {
        var clock = new AutoAdvancingClock();
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(status, pathFilter: IsPortForward, retryAfter: retryAfter);
        var session = await cluster.OpenAsync(time: clock);

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(2, cluster.PortForwards);
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Elapsed);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_missing_permission_is_not_requested_again()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { CreateForEveryUpgrade = false });
        cluster.Faults.Deny("create", "pods/portforward");
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(["POST", "GET"], cluster.Simulator.Requests.Where(r => IsPortForward(r.PathAndQuery)).Select(r => r.Method));
    }

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(GatewayTests.Refusals), MemberType = typeof(GatewayTests))]
    public async Task Behind_a_gateway_that_lets_no_spdy_through_it_is_a_websocket(string how)
    {
        await using var gateway = await Gateway.StartAsync(piece => Gateway.Protocol(piece) == "SPDY" ? Gateway.Treat(how) : RelayAction.Pass);
        var session = await gateway.OpenAsync(TimeProvider.System, new BrokerTarget());

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal("WebSocket", gateway.Upgrades[^1]);
        Assert.Single(gateway.Upgrades, protocol => protocol == "WebSocket");
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Gateway.Drops)]
    [InlineData(Gateway.UpgradesAndIdles)]
    public async Task One_without_a_response_delays_the_websocket_no_longer_than_any_other(string how)
    {
        var clock = new HeadStartClock();
        await using var gateway = await Gateway.StartAsync(piece => Gateway.Protocol(piece) == "SPDY" ? Gateway.Treat(how) : RelayAction.Pass);
        var session = await gateway.OpenAsync(clock, new BrokerTarget());

        var list = session.Api.ListBackupsAsync(Test.Cancel);
        await clock.HasHeadStart.Task.WaitAsync(Test.Cancel);
        clock.Advance(PodStreams<Stream>.HeadStart);

        Assert.Empty(await list);
        Assert.Equal(["SPDY", "WebSocket"], gateway.Upgrades);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_call_that_is_canceled_while_it_waits_for_it_closes_it()
    {
        var clock = new HeadStartClock();
        await using var cluster = await TestCluster.StartAsync();
        var (arrived, left) = HoldFirst(cluster);
        var session = await cluster.OpenAsync(time: clock);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        await arrived.WaitAsync(Test.Cancel);
        var list = session.Api.ListBackupsAsync(cancel.Token);
        await clock.HasHeadStart.Task.WaitAsync(Test.Cancel);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list);
        await left.WaitAsync(Test.Cancel);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Transport.Proxy)]
    [InlineData(Transport.Auto)]
    public async Task Another_transport_requests_none(Transport transport)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = transport });

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(0, cluster.PortForwards);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Taken, 1)]
    [InlineData(SpdySupport.Dropped, 0)]
    public async Task The_next_session_on_the_same_cluster_requests_one_only_if_spdy_is_supported(SpdySupport spdy, int early)
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Spdy = spdy });
        using var clusters = new ClusterConnections(TimeProvider.System);
        using var first = await OpenAsync();
        await first.Api.ListBackupsAsync(Test.Cancel);
        var before = SpdyRequests();

        using var second = await OpenAsync();
        await second.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(early, SpdyRequests() - before);

        Task<BrokerSession> OpenAsync() => BrokerSession.OpenAsync(new BrokerTarget(), cluster.Source, clusters, TimeProvider.System, Log.None, Test.Cancel);

        int SpdyRequests() => cluster.Simulator.Requests.Count(r => r.Method == "POST" && IsPortForward(r.PathAndQuery));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Two_sessions_for_one_broker_do_not_share_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var clusters = new ClusterConnections(TimeProvider.System);

        await Task.WhenAll(ListAsync(), ListAsync());

        Assert.Equal(2, cluster.PortForwards);

        async Task ListAsync()
        {
            using var session = await BrokerSession.OpenAsync(new BrokerTarget(), cluster.Source, clusters, TimeProvider.System, Log.None, Test.Cancel);
            await session.Api.ListBackupsAsync(Test.Cancel);
        }
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_failover_requests_none()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        await session.Api.ListBackupsAsync(Test.Cancel);
        cluster.Pods[0].Delete();

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Single(cluster.Pods[1].Node.Requests);
        Assert.Equal(1, cluster.RequestsFor("/pods/broker-1/portforward"));
    }

    private sealed class HeadStartClock : FakeTimeProvider
    {
        public TaskCompletionSource HasHeadStart { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == PodStreams<Stream>.HeadStart) HasHeadStart.TrySetResult();
            return timer;
        }
    }
}
