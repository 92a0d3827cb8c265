using System.Net;
using System.Net.Sockets;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Net;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Unit.Net;

/// <summary>What the address of a server means: this machine by any of its names, zones, and a certificate for another name.</summary>
public sealed class ServerAddressTests
{
    private const string Token = "token: simulator-token";

    private static string Authority(TestCluster cluster) => $"certificate-authority-data: {KubeConfigText.Base64(cluster.Simulator.CaCertificatePem)}";

    private static async Task<BrokerSession> ListAsync(TestCluster cluster, string host, string clusterLines = "")
    {
        var text = KubeConfigText.Of(new Uri("https://placeholder"), $"{Authority(cluster)}\n{clusterLines}", Token)
            .Replace("https://placeholder", $"https://{host}:{cluster.Simulator.Server.Port}", StringComparison.Ordinal);
        var session = await cluster.OpenAsync(source: cluster.SourceOf(text));
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
        return session;
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    public async Task An_unspecified_address_is_this_machine_and_the_certificate_is_for_that_address(string host)
    {
        await using var cluster = await TestCluster.StartAsync();

        await ListAsync(cluster, host);
    }

    [Fact]
    public async Task An_unspecified_address_is_verified_like_every_other()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => ListAsync(cluster, "0.0.0.0", "tls-server-name: another.example"));

        Assert.Contains("another.example", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://localhost")]
    public async Task A_broker_on_this_machine_gets_credentials_by_every_name_of_it(string address)
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { UserName = "admin", Password = "secret" }, Test.Cancel);
        var target = new BrokerTarget { Uri = new Uri($"{address}:{node.Address.Port}"), Credentials = RestCredentials.Basic(new NetworkCredential("admin", "secret")) };
        using var session = await BrokerSession.OpenAsync(target, null, TimeProvider.System, Log.None, Test.Cancel);

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task The_unspecified_address_of_IPv6_is_this_machine_also_where_only_IPv4_is_served()
    {
        await using var server = new RawServer(_ => RawServer.Json("""{"items":[]}"""));
        var target = new BrokerTarget { Uri = new Uri($"http://[::]:{server.Address.Port}"), Credentials = RestCredentials.Bearer("secret") };
        using var session = await BrokerSession.OpenAsync(target, null, TimeProvider.System, Log.None, Test.Cancel);

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Theory]
    [InlineData("::1", "::1")]
    [InlineData("fe80::1%251", "fe80::1%1")]
    [InlineData("fe80::1%1", "fe80::1%1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "::1 127.0.0.1")]
    [InlineData("::%251", "::1 127.0.0.1")]
    [InlineData("::ffff:0.0.0.0", "127.0.0.1")]
    public async Task Addresses_need_no_lookup(string host, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', (await HostAddresses.FindAsync(host, Test.Cancel)).AsEnumerable()));

    [Theory]
    [InlineData("https://host.example/", "https://host.example/")]
    [InlineData("https://user:secret@host.example:6443/a/b?x=1#y", "https://host.example:6443/a/b/")]
    [InlineData("http://[::1]:8888/a%20b/", "http://[::1]:8888/a%20b/")]
    public void A_base_address_holds_no_credentials_and_ends_with_a_slash(string address, string expected) =>
        Assert.Equal(expected, BaseAddress.Of(new Uri(address)).AbsoluteUri);

    [Fact]
    public void A_base_address_keeps_the_zone() => Assert.Contains('%', BaseAddress.Of(new Uri("https://[fe80::1%25eth0]:6443")).IdnHost);

    [Fact]
    public async Task A_zone_is_no_part_of_what_the_certificate_is_for()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 && OperatingSystem.IsLinux(), "Needs an IPv6 loopback whose zone is known.");
        await using var cluster = await TestCluster.StartAsync();
        await using var near = new TcpRelay(new IPEndPoint(IPAddress.IPv6Loopback, 0), cluster.Simulator.Server);
        var text = KubeConfigText.Of(new Uri("https://placeholder"), Authority(cluster), Token).Replace("https://placeholder", $"https://[::1%25lo]:{near.Port}", StringComparison.Ordinal);

        await cluster.OpenAsync(source: cluster.SourceOf(text));

        Assert.All(cluster.Simulator.Requests, request => Assert.Equal($"[::1]:{near.Port}", request.Host));
    }

    [Fact]
    public async Task A_tls_server_name_is_for_the_certificate_and_not_for_the_Host_header()
    {
        await using var cluster = await TestCluster.StartAsync();

        await ListAsync(cluster, "127.0.0.1", "tls-server-name: kubernetes.default.svc");

        Assert.Contains(cluster.Simulator.Requests, request => request.PathAndQuery.Contains("/portforward", StringComparison.Ordinal));
        Assert.All(cluster.Simulator.Requests, request =>
        {
            Assert.Equal(cluster.Simulator.Server.Authority, request.Host);
            Assert.Equal("kubernetes.default.svc", request.ServerName);
        });
    }

    [Fact]
    public async Task A_tls_server_name_makes_a_certificate_good_that_is_not_for_the_address()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy(cluster.Simulator.Server);

        await ListAsync(cluster, "api.elsewhere.example", $"tls-server-name: kubernetes.default.svc\nproxy-url: {proxy.Address}");

        Assert.All(cluster.Simulator.Requests, request => Assert.Equal($"api.elsewhere.example:{cluster.Simulator.Server.Port}", request.Host));
    }

    [Fact]
    public async Task Messages_name_the_address_also_where_the_certificate_is_for_another_name()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.Deny("get", "statefulsets");

        var failed = await Assert.ThrowsAsync<HiveMQBackupException>(() => ListAsync(cluster, "127.0.0.1", "tls-server-name: another.example"));

        Assert.Contains(cluster.Simulator.Server.ToString(), failed.Message, StringComparison.Ordinal);
    }
}
