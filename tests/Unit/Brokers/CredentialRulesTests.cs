using System.Net;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Brokers;

/// <summary>A broker's credentials go where they are meant to go, and nowhere else.</summary>
public sealed class CredentialRulesTests
{
    private const string Secret = "not-to-be-seen";
    private static readonly RestCredentials Admin = RestCredentials.Basic(new NetworkCredential("admin", Secret));

    private const string PlainHttp = """
        current-context: plain
        clusters: [{ name: plain, cluster: { server: "http://192.0.2.1:6443" } }]
        contexts: [{ name: plain, context: { cluster: plain, namespace: hivemq } }]
        """;

    [Theory]
    [InlineData(Transport.PortForward)]
    [InlineData(Transport.Auto)]
    public async Task Credentials_do_not_go_to_an_API_server_with_an_http_address(Transport transport)
    {
        await using var cluster = await TestCluster.StartAsync();
        var target = new BrokerTarget { Credentials = Admin, Transport = transport };

        var failed = await Test.FailsAsync(ErrorCode.UnencryptedAuthentication, () => cluster.OpenAsync(target, source: cluster.SourceOf(PlainHttp)));

        Assert.Contains("192.0.2.1:6443", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.UnencryptedCluster>(failed.Cause);
        Assert.DoesNotContain(Secret, failed.ToString(), StringComparison.Ordinal);
    }

    // What is localhost to the proxy is another machine.
    [Theory]
    [InlineData("http://proxy.example:3128")]
    [InlineData("https://proxy.example:3128")]
    [InlineData("socks5://127.0.0.1:1080")]
    public async Task Nor_to_one_on_localhost_that_a_proxy_of_the_kubeconfig_leads_to(string proxy)
    {
        await using var cluster = await TestCluster.StartAsync();
        var config = PlainHttp.Replace("\"http://192.0.2.1:6443\"", $"\"http://localhost:6443\", proxy-url: \"{proxy}\"", StringComparison.Ordinal);

        var failed = await Test.FailsAsync(ErrorCode.UnencryptedAuthentication, () => cluster.OpenAsync(new BrokerTarget { Credentials = Admin }, source: cluster.SourceOf(config)));

        Assert.Contains($"through the proxy {proxy}", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.UnencryptedCluster>(failed.Cause);
    }

    public static TheoryData<string, BrokerTarget> Safe => new()
    {
        { "http://192.0.2.1:6443", new BrokerTarget() },
        { "http://192.0.2.1:6443", new BrokerTarget { Credentials = Admin, AllowUnencryptedAuthentication = true } },
        { "http://192.0.2.1:6443", new BrokerTarget { Credentials = Admin, UseTls = true } },
        { "http://192.0.2.1:6443", new BrokerTarget { Credentials = Admin, UseTls = true, SkipCertificateCheck = true } },
        { "https://192.0.2.1:6443", new BrokerTarget { Credentials = Admin } },
        { "http://127.0.0.1:8001", new BrokerTarget { Credentials = Admin } },
        { "http://localhost:8001", new BrokerTarget { Credentials = Admin } },
        { "http://[::1]:8001", new BrokerTarget { Credentials = Admin } },
    };

    [Theory]
    [MemberData(nameof(Safe))]
    public void What_is_encrypted_or_stays_on_this_machine_or_is_allowed_may_be_used(string server, BrokerTarget target)
    {
        Assert.Null(Record.Exception(() => CredentialRules.EnsureEncrypted(target, new Uri(server))));
    }

    [Fact]
    public void TLS_of_the_port_forward_does_not_encrypt_a_direct_address()
    {
        var target = new BrokerTarget { Credentials = Admin, UseTls = true, Uri = new Uri("http://192.0.2.1:8888") };

        Test.Fails(ErrorCode.UnencryptedAuthentication, () => CredentialRules.EnsureEncrypted(target, target.Uri));
    }

    [Fact]
    public async Task A_cluster_that_is_reached_by_http_on_this_machine_takes_credentials()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Tls = false, BearerToken = null });

        Assert.Empty(await (await cluster.OpenAsync(new BrokerTarget { Credentials = Admin })).Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task Credentials_do_not_go_over_a_pod_proxy_that_was_named()
    {
        await using var cluster = await TestCluster.StartAsync();
        var listed = await cluster.OpenAsync(new BrokerTarget { Transport = Transport.Proxy });
        await listed.Api.ListBackupsAsync(Test.Cancel);
        var before = cluster.Simulator.Requests.Count;

        var failed = await Test.FailsAsync(ErrorCode.ConflictingParameters, () => cluster.OpenAsync(listed.Remembered with { Credentials = Admin }));

        Assert.IsType<ErrorCause.CredentialsOverProxy>(failed.Cause);
        Assert.Equal(before, cluster.Simulator.Requests.Count);
    }

    [Fact]
    public async Task Where_the_pod_proxy_does_not_reach_the_broker_a_port_forward_does()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailProxy("dial tcp 10.0.0.1:8081: connect: connection refused", times: int.MaxValue);

        var session = await cluster.OpenAsync(new BrokerTarget { Transport = Transport.Auto });

        Assert.Equal(Transport.PortForward, session.Remembered.Transport);
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task Where_the_pod_proxy_was_chosen_by_itself_credentials_go_through_a_port_forward()
    {
        await using var cluster = await TestCluster.StartAsync();
        var listed = await cluster.OpenAsync(new BrokerTarget { Transport = Transport.Auto });
        Assert.Equal(Transport.Proxy, listed.Remembered.Transport);

        var signedIn = await cluster.OpenAsync(listed.Remembered with { Credentials = Admin });
        await signedIn.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(Transport.PortForward, signedIn.Remembered.Transport);
        Assert.True(cluster.Pods[0].Node.Requests[^1].HasAuthorization);
        Assert.Equal(1, cluster.PortForwards);
    }
}
