using System.Net;
using System.Net.Sockets;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.HiveMQ;

/// <summary>A request that provably was not sent fails over; one that may have been sent is sent once, over every transport.</summary>
public sealed class DeliveryTests
{
    private static readonly BrokerTarget Proxied = new() { Transport = Transport.Proxy };

    public static TheoryData<string, ProxyErrorForm> Sent => new MatrixTheoryData<string, ProxyErrorForm>(
        [
            "EOF", "unexpected EOF", "read tcp 10.0.0.1:41000->10.0.0.2:8081: read: connection reset by peer",
            "write tcp 10.0.0.1:41000->10.0.0.2:8081: write: broken pipe", "http: server closed idle connection",
            "net/http: timeout awaiting response headers", "context canceled", "remote error: tls: internal error", "something new",
        ],
        Enum.GetValues<ProxyErrorForm>());

    [Theory]
    [MemberData(nameof(Sent))]
    public async Task A_request_that_may_have_reached_the_pod_is_not_sent_to_another(string reason, ProxyErrorForm form)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(Proxied);
        cluster.Faults.FailProxy(reason, form, afterSending: true);

        var lost = await Assert.ThrowsAsync<ResponseLostException>(() => session.Api.RequestBackupAsync(Test.Cancel));

        Assert.Contains(reason, lost.Message, StringComparison.Ordinal);
        Assert.Equal(1, cluster.Posts);
        Assert.Single(cluster.Backups.List());
    }

    public static TheoryData<string, ProxyErrorForm> NotSent => new MatrixTheoryData<string, ProxyErrorForm>(
        [
            "dial tcp 10.0.0.1:8081: connect: connection refused", "dial tcp 10.0.0.1:8081: connect: no route to host",
            "dial tcp 10.0.0.1:8081: i/o timeout", "dial tcp 10.0.0.1:8081: connect: connection timed out", "net/http: TLS handshake timeout",
            "tls: first record does not look like a TLS handshake", "http: server gave HTTP response to HTTPS client",
            "proxy error from 127.0.0.1:8132 while dialing 10.0.0.1:8081, code 503: 503 Service Unavailable",
        ],
        Enum.GetValues<ProxyErrorForm>());

    [Theory]
    [MemberData(nameof(NotSent))]
    public async Task A_request_that_did_not_reach_the_pod_goes_to_the_next_one(string reason, ProxyErrorForm form)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(Proxied);
        cluster.Faults.FailProxy(reason, form);

        await session.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal((0, 1), (cluster.Pods[0].Node.Requests.Count, cluster.Pods[1].Node.Requests.Count));
        Assert.Single(cluster.Backups.List());
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(PortForwardWay.Spdy)]
    [InlineData(PortForwardWay.SpdyInWebSocket)]
    [InlineData(PortForwardWay.Channels)]
    public async Task Over_a_port_forward_as_well(PortForwardWay way)
    {
        await using var cluster = await TestCluster.StartAsync(way.ApplyTo(new()));
        var session = await cluster.OpenAsync();
        await cluster.Pods[0].Node.DisposeAsync();

        await session.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal((0, 1), (cluster.Pods[0].Node.Requests.Count, cluster.Pods[1].Node.Requests.Count));
        Assert.Single(cluster.Backups.List());
    }

    // What kubelets write with containerd, with CRI-O and with Docker.
    [Theory]
    [InlineData("failed to connect to localhost:8081 inside namespace \"x\", IPv4: dial tcp4 127.0.0.1:8081: connect: connection refused", true)]
    [InlineData("dial tcp4 127.0.0.1:8081: connect: no route to host", true)]
    [InlineData("exit status 1: 2026/11/26 12:00:00 socat[7] E connect(5, AF=2 127.0.0.1:8081, 16): Connection refused", true)]
    [InlineData("read tcp4 127.0.0.1:41234->127.0.0.1:8081: read: connection reset by peer", false)]
    [InlineData("writeto tcp4 127.0.0.1:41234->127.0.0.1:8081: write: broken pipe", false)]
    [InlineData("lost connection to pod", false)]
    public void A_kubelets_text_says_whether_it_reached_the_port(string text, bool isNotConnected) =>
        Assert.Equal(isNotConnected, new PodStreamErrorException(PodResource.PortForward, $"error forwarding port 8081 to pod 7, uid : {text}").IsNotConnected);

    [Fact(Timeout = Test.Limit)]
    public async Task The_backup_that_started_before_the_pod_proxy_lost_the_response_is_the_result()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(Proxied, new AutoAdvancingClock());
        cluster.Faults.FailProxy("EOF", afterSending: true, method: "POST");

        var (backup, isNew) = await new BackupCreation(session.Api).StartAsync(joinRunning: false, Test.Cancel);

        Assert.True(isNew);
        Assert.Equal(Assert.Single(cluster.Backups.List()).Id, backup.Id);
        Assert.Equal(1, cluster.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Where_the_pod_proxy_lost_the_request_nothing_is_claimed()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(Proxied, new AutoAdvancingClock());
        cluster.Faults.FailProxy("EOF", method: "POST");

        await Test.FailsAsync(ErrorCode.CreateUncertain, () => new BackupCreation(session.Api).StartAsync(joinRunning: false, Test.Cancel));
    }

    [Fact]
    public async Task A_deleted_pod_got_no_request_over_the_pod_proxy_either()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(Proxied);
        cluster.Pods[0].Delete();

        await session.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal(1, cluster.Pods[1].Node.Requests.Count(r => r.Method == "POST"));
    }

    [Theory]
    [InlineData(ProxyErrorForm.Status503)]
    [InlineData(ProxyErrorForm.Status500)]
    [InlineData(ProxyErrorForm.PlainText)]
    public async Task A_read_that_was_lost_is_repeated(ProxyErrorForm form)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(Proxied);
        cluster.Faults.FailProxy("EOF", form, afterSending: true, times: 2);

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task The_brokers_own_plain_text_is_the_brokers()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(Proxied);
        cluster.Pods[0].Node.Faults.RespondNext(403, "text/plain", "go away");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQForbidden, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("go away", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_server_that_is_away_is_not_the_brokers_fault()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(Proxied);
        await cluster.Simulator.DisposeAsync();

        await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => session.Api.ListBackupsAsync(Test.Cancel));
        await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => session.Api.RequestBackupAsync(Test.Cancel));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_handshake_that_takes_all_the_time_has_sent_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var clock = new AutoAdvancingClock();
        var address = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = address }, null, clock, Log.None, Test.Cancel);
        var create = session.Api.RequestBackupAsync(Test.Cancel);
        using var connection = await listener.AcceptTcpClientAsync(Test.Cancel);
        clock.Advance(TimeSpan.FromMinutes(5));

        await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => create);
    }

    [Fact]
    public async Task Where_the_certificate_is_rejected_nothing_was_sent()
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Tls = true });

        await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.RequestBackupAsync(Test.Cancel));

        Assert.Empty(broker.Node.Requests);
    }

    [Fact]
    public async Task A_long_header_that_leaves_in_parts_has_not_left_before_its_end()
    {
        await using var server = new RawServer(_ => null);
        var signIn = RestCredentials.Bearer(new string('t', 20_000));
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = server.Address, Credentials = signIn }, null, TimeProvider.System, Log.None, Test.Cancel);

        await Assert.ThrowsAsync<ResponseLostException>(() => session.Api.RequestBackupAsync(Test.Cancel));

        Assert.Single(server.Requests);
    }
}
