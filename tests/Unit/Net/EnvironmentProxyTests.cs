using System.Net;
using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Unit.Net;

/// <summary>The tests that change the process's environment, one after the other and beside no others.</summary>
[CollectionDefinition(nameof(ProcessEnvironment), DisableParallelization = true)]
public sealed class ProcessEnvironment;

/// <summary>The environment's proxies for -Uri and for the API server, which are read when a session is opened.</summary>
[Collection(nameof(ProcessEnvironment))]
public sealed class EnvironmentProxyTests : IDisposable
{
    private static readonly string[] Variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"];

    private readonly Dictionary<string, string?> _before = Variables.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    public EnvironmentProxyTests()
    {
        foreach (var name in Variables) Environment.SetEnvironmentVariable(name, null);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
    }

    private static BrokerTarget Target(string address) =>
        new() { Uri = new Uri(address), Credentials = RestCredentials.Basic(new NetworkCredential("admin", "secret")), AllowUnencryptedAuthentication = true };

    private static async Task ListAsync(BrokerTarget target)
    {
        using var session = await BrokerSession.OpenAsync(target, null, TimeProvider.System, Log.None, Test.Cancel);
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://0.0.0.0")]
    public async Task A_broker_on_this_machine_is_reached_directly(string address)
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { UserName = "admin", Password = "secret" }, Test.Cancel);
        await using var proxy = new ConnectProxy();
        Environment.SetEnvironmentVariable("http_proxy", proxy.Address.ToString());

        await ListAsync(Target($"{address}:{node.Address.Port}"));

        Assert.Empty(proxy.Heads);
    }

    [Fact]
    public async Task A_broker_elsewhere_is_reached_over_the_proxy_which_gets_its_own_credentials()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { UserName = "admin", Password = "secret" }, Test.Cancel);
        await using var proxy = new ConnectProxy(node.Address);
        Environment.SetEnvironmentVariable("HTTP_PROXY", $"me:pa%3Ass@{proxy.Address.Authority}");

        await ListAsync(Target("http://broker.example:8888"));

        var head = Assert.Single(proxy.Heads);
        Assert.StartsWith("GET http://broker.example:8888/api/v1/management/backups HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"Proxy-Authorization: Basic {Convert.ToBase64String("me:pa:ss"u8)}\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NO_PROXY_and_a_later_environment_apply_to_the_next_session()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions(), Test.Cancel);
        await using var proxy = new ConnectProxy(node.Address);
        Environment.SetEnvironmentVariable("HTTP_PROXY", proxy.Address.ToString());
        await ListAsync(Target("http://broker.example:8888"));
        Environment.SetEnvironmentVariable("NO_PROXY", ".example");

        await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => ListAsync(Target("http://broker.example:8888")));

        Assert.Single(proxy.Heads);
    }

    [Theory]
    [InlineData("http://broker.example:8888", "HTTP_PROXY")]
    [InlineData("https://broker.example:8888", "HTTPS_PROXY")]
    public async Task A_wrong_password_for_the_proxy_is_not_shown(string address, string variable)
    {
        await using var proxy = new ConnectProxy(response: "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Environment.SetEnvironmentVariable(variable, $"http://me:geheim@{proxy.Address.Authority}");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => ListAsync(Target(address)));

        Assert.Contains($"the proxy {proxy.Address.GetLeftPart(UriPartial.Authority)} ({variable}) refused the connection to broker.example:8888: 407", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.Proxy(variable), failed.Cause);
        Assert.DoesNotContain("geheim", failed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("me:geheim")), failed.ToString(), StringComparison.Ordinal);
        Assert.Single(proxy.Heads);
    }

    [Fact]
    public async Task A_proxy_of_an_unknown_kind_is_not_passed_by()
    {
        Environment.SetEnvironmentVariable("HTTP_PROXY", "socks4://proxy.example");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => ListAsync(Target("http://broker.example:8888")));

        Assert.Contains("its scheme must be http, https or socks5", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("kubernetes.default.svc", true)]
    public async Task An_API_server_is_reached_over_the_proxy_unless_it_is_this_machine(string host, bool proxied)
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy(cluster.Simulator.Server);
        Environment.SetEnvironmentVariable("HTTPS_PROXY", proxy.Address.ToString());
        var server = new Uri($"https://{host}:{cluster.Simulator.Server.Port}");

        await cluster.OpenAsync(source: cluster.SourceOf(KubeConfigText.Of(server, $"certificate-authority-data: {KubeConfigText.Base64(cluster.Simulator.CaCertificatePem)}", "token: simulator-token")));

        Assert.Equal(proxied, proxy.Targets.Contains(server.Authority));
    }

    // The kept connections to the cluster belong to the environment before.
    [Fact]
    public async Task A_later_environment_applies_to_the_next_session_over_shared_connections()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy(cluster.Simulator.Server);
        using var clusters = new ClusterConnections(TimeProvider.System);
        var source = cluster.SourceOf(KubeConfigText.Of(new Uri("https://api.invalid:6443"), "insecure-skip-tls-verify: true", "token: simulator-token"));
        Task<BrokerSession> OpenAsync() => BrokerSession.OpenAsync(new BrokerTarget(), source, clusters, TimeProvider.System, Log.None, Test.Cancel);
        await Test.FailsAsync(ErrorCode.KubernetesUnreachable, OpenAsync);
        Environment.SetEnvironmentVariable("HTTPS_PROXY", proxy.Address.ToString());

        using var session = await OpenAsync();

        Assert.Contains("api.invalid:6443", proxy.Targets);
    }

    [Fact]
    public async Task A_clusters_own_proxy_goes_before_the_environment_and_NO_PROXY_does_not_except_from_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var own = new ConnectProxy();
        await using var other = new ConnectProxy();
        Environment.SetEnvironmentVariable("HTTPS_PROXY", other.Address.ToString());
        Environment.SetEnvironmentVariable("NO_PROXY", "*");

        await cluster.OpenAsync(source: cluster.SourceOf(KubeConfigText.Of(
            cluster.Simulator.Server, $"insecure-skip-tls-verify: true\nproxy-url: {own.Address}", "token: simulator-token")));

        Assert.NotEmpty(own.Targets);
        Assert.Empty(other.Targets);
    }
}
