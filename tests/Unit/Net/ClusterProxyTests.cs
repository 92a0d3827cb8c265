using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Net;

/// <summary>The proxy-url of a kubeconfig's cluster: used for everything of the cluster, with its credentials, which are never shown.</summary>
public sealed class ClusterProxyTests
{
    private const string Password = "geh:e/im";
    private const string Encoded = "geh%3Ae%2Fim";
    private const string Token = "token: simulator-token";

    private static string Basic(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    private static async Task ListAsync(TestCluster cluster, string clusterLines, Uri? server = null, Log? log = null, BrokerTarget? target = null)
    {
        var authority = cluster.Simulator.Server.Scheme == "https" ? $"certificate-authority-data: {KubeConfigText.Base64(cluster.Simulator.CaCertificatePem)}\n" : "";
        var session = await cluster.OpenAsync(target, source: cluster.SourceOf(KubeConfigText.Of(server ?? cluster.Simulator.Server, authority + clusterLines, Token)), log: log);
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    // The message, and every exception's below it.
    private static void ShowsNoSecret(Exception failure)
    {
        foreach (var secret in new[] { Password, Encoded, Basic($"user:{Password}")["Basic ".Length..] })
        {
            Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Its_user_and_password_are_sent_with_the_first_request()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy();
        var warnings = new List<string>();
        var told = new List<string>();

        await ListAsync(cluster, $"proxy-url: http://us%40er:{Encoded}@{proxy.Address.Authority}", log: new Log(warnings.Add, told.Add));

        Assert.All(proxy.Heads, head => Assert.Contains($"\r\nProxy-Authorization: {Basic($"us@er:{Password}")}\r\n", head, StringComparison.Ordinal));
        Assert.Contains(told, text => text.Contains($"through the proxy {proxy.Address.GetLeftPart(UriPartial.Authority)}", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings.Concat(told), text => text.Contains(Encoded, StringComparison.Ordinal) || text.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_carries_what_goes_to_loopback_as_well()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy(cluster.Simulator.Server);

        await ListAsync(cluster, $"proxy-url: {proxy.Address}", new Uri($"https://localhost:{cluster.Simulator.Server.Port}"));

        Assert.All(proxy.Targets, target => Assert.Equal($"localhost:{cluster.Simulator.Server.Port}", target));
    }

    [Fact]
    public async Task It_resolves_the_clusters_name()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy(cluster.Simulator.Server);

        await ListAsync(cluster, $"proxy-url: {proxy.Address}", new Uri("https://kubernetes.default.svc"));

        Assert.All(proxy.Targets, target => Assert.Equal("kubernetes.default.svc:443", target));
    }

    [Fact]
    public async Task A_cluster_without_TLS_gets_requests_without_a_tunnel()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Tls = false, BearerToken = null });
        await using var proxy = new ConnectProxy(cluster.Simulator.Server);
        var source = cluster.SourceOf(KubeConfigText.Of(new Uri("http://api.example"), $"proxy-url: http://user:{Encoded}@{proxy.Address.Authority}"));

        await cluster.OpenAsync(source: source);

        Assert.All(proxy.Heads, head =>
        {
            Assert.Matches("^(GET|POST) http://api.example/api", head);
            Assert.Contains($"Proxy-Authorization: {Basic($"user:{Password}")}\r\n", head, StringComparison.Ordinal);
        });
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ntls-server-name: kubernetes.default.svc")]
    public async Task It_may_speak_TLS_verified_under_its_own_name_by_the_clusters_authorities(string clusterLines)
    {
        await using var cluster = await TestCluster.StartAsync();
        using var certificate = Certificate("localhost");
        await using var proxy = new ConnectProxy(certificate: certificate);
        var both = KubeConfigText.Base64(cluster.Simulator.CaCertificatePem + "\n" + certificate.ExportCertificatePem());
        var lines = $"certificate-authority-data: {both}\nproxy-url: https://user:{Encoded}@localhost:{proxy.Address.Port}{clusterLines}";

        await cluster.OpenAsync(source: cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, lines, Token)));

        Assert.All(proxy.Heads, head => Assert.Contains($"Proxy-Authorization: {Basic($"user:{Password}")}\r\n", head, StringComparison.Ordinal));
        Assert.NotEmpty(proxy.Heads);
    }

    [Fact]
    public async Task A_proxy_whose_certificate_is_not_trusted_gets_no_password()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var certificate = Certificate("localhost");
        await using var proxy = new ConnectProxy(certificate: certificate);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => ListAsync(cluster, $"proxy-url: https://user:{Encoded}@localhost:{proxy.Address.Port}"));

        Assert.Contains($"the proxy https://localhost:{proxy.Address.Port} (proxy-url) cannot be used over TLS", failed.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Heads);
        ShowsNoSecret(failed);
    }

    [Theory]
    [InlineData("socks5", null)]
    [InlineData("socks5h", null)]
    [InlineData("socks5", "us@er:" + Password)]
    [InlineData("SOCKS5", "us@er:" + Password)]
    public async Task It_may_speak_SOCKS5(string scheme, string? credentials)
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new SocksProxy(cluster.Simulator.Server, credentials);

        await ListAsync(cluster, $"proxy-url: {scheme}://{(credentials is null ? "" : $"us%40er:{Encoded}@")}{proxy.Authority}", new Uri("https://kubernetes.default.svc:6443"));

        Assert.All(proxy.Targets, target => Assert.Equal("kubernetes.default.svc:6443", target));
    }

    [Theory]
    [InlineData("user:wrong", "user and password", 0)]
    [InlineData(null, "user and password", 0)]
    [InlineData("user:" + Encoded, "not allowed by the proxy's rules", 2)]
    public async Task A_SOCKS5_proxy_that_rejects_the_connection_is_named(string? credentials, string said, byte reply)
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new SocksProxy(cluster.Simulator.Server, "user:" + Password, reply);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => ListAsync(cluster, $"proxy-url: socks5://{(credentials is null ? "" : credentials + "@")}{proxy.Authority}"));

        Assert.Contains($"the proxy socks5://{proxy.Authority} (proxy-url)", failed.Message, StringComparison.Ordinal);
        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.Proxy(null), failed.Cause);
        ShowsNoSecret(failed);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", "407 Proxy Authentication Required", 1)]
    [InlineData("HTTP/1.0 403 \u001b[31mForbidden\r\n\r\n", "403 \uFFFD[31mForbidden", 1)]
    [InlineData("HTTP/1.1 503 Service Unavailable\n\n", "503 Service Unavailable", 3)]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "something other than HTTP", 1)]
    [InlineData("HTTP/1.1 200 OK\r\n", "without a response", 3)]
    [InlineData("", "without a response", 3)]
    public async Task An_HTTP_proxy_that_rejects_the_request_is_named_and_retried_only_where_that_can_help(string response, string said, int times)
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy(response: response);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => ListAsync(cluster, $"proxy-url: http://user:{Encoded}@{proxy.Address.Authority}", target: TestCluster.ByLabels));

        Assert.Contains($"the proxy {proxy.Address.GetLeftPart(UriPartial.Authority)} (proxy-url)", failed.Message, StringComparison.Ordinal);
        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.Proxy(null), failed.Cause);
        Assert.Equal(times, proxy.Heads.Count);
        ShowsNoSecret(failed);
    }

    [Theory]
    [InlineData("proxy:3128")]
    [InlineData("user:geh%3Ae%2Fim@proxy:3128")]
    [InlineData("http://user:geh%3Ae%2Fim@pro xy:3128")]
    [InlineData("http://user:geh%3Ae%2Fim@proxy:port")]
    [InlineData("ftp://user:geh%3Ae%2Fim@proxy")]
    [InlineData("http://user:geh%3Ae%2Fim%@proxy")]
    [InlineData("http://user:1/geh%3Ae%2Fim@proxy")]
    public async Task What_is_no_proxys_address_is_not_repeated(string address)
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Test.FailsAsync(ErrorCode.KubeConfigInvalid, () => ListAsync(cluster, $"proxy-url: '{address}'"));

        Assert.Contains("proxy-url", failed.Message, StringComparison.Ordinal);
        ShowsNoSecret(failed);
    }

    [Theory]
    [InlineData("https://user:geh%3Ae%2Fim@127.0.0.1:1")]
    [InlineData("user:geh%3Ae%2Fim@127.0.0.1:1")]
    [InlineData("ftp://user:geh%3Ae%2Fim@127.0.0.1:1")]
    public async Task A_servers_user_and_password_are_not_shown_either(string server)
    {
        await using var cluster = await TestCluster.StartAsync();
        var text = KubeConfigText.Of(new Uri("https://server.example"), user: Token).Replace("https://server.example", server, StringComparison.Ordinal);

        var failed = await Assert.ThrowsAsync<HiveMQBackupException>(() => cluster.OpenAsync(source: cluster.SourceOf(text)));

        ShowsNoSecret(failed);
    }
}
