using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>Every kind of credentials and of trust that a kubeconfig can name.</summary>
public sealed class KubeContextTests : IDisposable
{
    private const string Token = "token: simulator-token";
    private const string Unverified = "insecure-skip-tls-verify: true";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Authority(TestCluster cluster) => $"certificate-authority-data: {KubeConfigText.Base64(cluster.Simulator.CaCertificatePem)}";

    // Finds the broker and lists its backups: requests, and an upgrade.
    private static async Task WorksAsync(TestCluster cluster, string clusterLines, string userLines)
    {
        var session = await cluster.OpenAsync(source: cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, clusterLines, userLines)));
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    private static async Task<HiveMQBackupException> FailsAsync(ErrorCode code, TestCluster cluster, string clusterLines, string userLines)
    {
        var failed = await Test.FailsAsync(code, () => WorksAsync(cluster, clusterLines, userLines));
        Assert.Contains("'test'", failed.Message, StringComparison.Ordinal);
        return failed;
    }

    [Fact]
    public async Task A_token_and_an_authority_in_the_file()
    {
        await using var cluster = await TestCluster.StartAsync();
        await WorksAsync(cluster, Authority(cluster), Token);
    }

    [Fact]
    public async Task A_token_file_and_an_authority_by_path()
    {
        await using var cluster = await TestCluster.StartAsync();
        var authority = _folder.Write("ca.crt", "# comment before\n" + cluster.Simulator.CaCertificatePem);
        var token = _folder.Write("token", "simulator-token\n");

        await WorksAsync(cluster, $"certificate-authority: {authority}", $"tokenFile: {token}");
    }

    [Fact]
    public async Task A_token_stands_in_for_a_token_file_that_cannot_be_read()
    {
        await using var cluster = await TestCluster.StartAsync();

        await WorksAsync(cluster, Authority(cluster), $"{Token}\ntokenFile: /does/not/exist");
    }

    [Fact]
    public async Task A_cluster_without_TLS_and_without_authentication()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Tls = false, BearerToken = null });

        await WorksAsync(cluster, "", "");
    }

    [Fact]
    public async Task A_client_certificate_in_the_file()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { ClientCertificate = true });
        var session = await cluster.OpenAsync();

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task A_client_certificate_by_path()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { ClientCertificate = true });
        var certificate = _folder.Write("me.crt", Decoded(cluster, "client-certificate-data"));
        var key = _folder.Write("me.key", Decoded(cluster, "client-key-data"));

        await WorksAsync(cluster, Authority(cluster), $"client-certificate: {certificate}\nclient-key: {key}");
    }

    private static string Decoded(TestCluster cluster, string key)
    {
        var line = cluster.Simulator.KubeConfig.Split('\n').Single(l => l.TrimStart().StartsWith(key + ":", StringComparison.Ordinal));
        return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(':')[1].Trim()));
    }

    [Fact]
    public async Task A_certificate_that_is_not_to_be_verified()
    {
        await using var cluster = await TestCluster.StartAsync();

        await WorksAsync(cluster, Unverified, Token);
    }

    [Fact]
    public async Task A_server_that_has_another_name()
    {
        await using var cluster = await TestCluster.StartAsync();

        await WorksAsync(cluster, $"{Authority(cluster)}\ntls-server-name: kubernetes.default.svc", Token);
    }

    [Fact]
    public async Task A_server_that_does_not_have_the_name_is_rejected()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await FailsAsync(ErrorCode.KubernetesUnreachable, cluster, $"{Authority(cluster)}\ntls-server-name: another.example", Token);

        Assert.Contains("another.example", failed.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Simulator.Requests);
    }

    [Fact]
    public async Task An_unknown_authority_is_rejected()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await FailsAsync(ErrorCode.KubernetesUnreachable, cluster, "", Token);

        Assert.Contains("certificate", failed.Message, StringComparison.OrdinalIgnoreCase);
        Assert.IsType<ErrorCause.Certificate>(failed.Cause);
        Assert.Empty(cluster.Simulator.Requests);
    }

    [Fact]
    public async Task Another_authority_than_the_servers_is_rejected()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var key = ECDsa.Create();
        using var other = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        var failed = await FailsAsync(
            ErrorCode.KubernetesUnreachable, cluster, $"certificate-authority-data: {KubeConfigText.Base64(other.ExportCertificatePem())}", Token);

        Assert.IsType<ErrorCause.Certificate>(failed.Cause);
        Assert.Empty(cluster.Simulator.Requests);
    }

    // As kubectl does: a server that is verified by the authorities and one that is not verified are not the same.
    [Theory]
    [InlineData("insecure-skip-tls-verify: true")]
    [InlineData("certificate-authority: ca.crt")]
    public async Task Authorities_that_something_else_contradicts_are_invalid(string line)
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await FailsAsync(ErrorCode.KubeConfigInvalid, cluster, $"{Authority(cluster)}\n{line}", Token);

        Assert.Contains("certificate-authority", failed.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Simulator.Requests);
    }

    [Fact]
    public async Task A_proxy_carries_everything()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var proxy = new ConnectProxy();

        await WorksAsync(cluster, $"{Authority(cluster)}\nproxy-url: {proxy.Address}", Token);

        Assert.InRange(proxy.Targets.Count, 1, 3);
        Assert.All(proxy.Targets, target => Assert.Equal(cluster.Simulator.Server.Authority, target));
    }

    [Fact]
    public async Task A_proxy_that_cannot_be_reached_is_named_as_the_cause()
    {
        await using var cluster = await TestCluster.StartAsync();
        var proxy = new ConnectProxy();
        await proxy.DisposeAsync();

        await FailsAsync(ErrorCode.KubernetesUnreachable, cluster, $"{Authority(cluster)}\nproxy-url: {proxy.Address}", Token);

        Assert.Empty(cluster.Simulator.Requests);
    }

    [Theory]
    [InlineData("proxy-url: 'no address'", "", "proxy-url")]
    [InlineData("certificate-authority-data: secret!", "", "")]
    [InlineData("certificate-authority: /does/not/exist/ca.crt", "", "/does/not/exist/ca.crt")]
    [InlineData(Unverified, "tokenFile: /does/not/exist/token", "/does/not/exist/token")]
    [InlineData(Unverified, "client-certificate-data: secret!\nclient-key-data: secret!", "")]
    [InlineData(Unverified, "client-certificate-data: c2VjcmV0IQ==\nclient-key-data: c2VjcmV0IQ==", "")]
    [InlineData(Unverified, "client-certificate: /does/not/exist/me.crt\nclient-key: /does/not/exist/me.key", "/does/not/exist/me.")]
    [InlineData(Unverified, "client-certificate: /\nclient-key: /", "'/'")]
    [InlineData(Unverified, "tokenFile: eyJhbGciOiJSUzI1NiJ9.secret!", "tokenFile")]
    [InlineData(Unverified, "client-certificate: me.crt\nclient-key: LS0tLS1CRUdJTi/secret!", "client-key")]
    [InlineData(Unverified, "client-certificate: me.crt\nclient-key: \"-----BEGIN PRIVATE KEY-----\\nsecret!\"", "client-key")]
    [InlineData(Unverified, "auth-provider: {name: gcp, config: {access-token: secret!}}", "gcp")]
    public async Task What_cannot_be_used_is_named_without_its_secrets(string clusterLines, string userLines, string said)
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await FailsAsync(ErrorCode.KubeConfigInvalid, cluster, clusterLines, userLines);

        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret!", failed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0IQ==", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_with_a_line_end_works_or_is_invalid_and_is_not_shown()
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Record.ExceptionAsync(() => WorksAsync(cluster, Unverified, "token: |\n  simulator-token"));

        if (failed is null) return;
        Assert.IsType<HiveMQBackupException>(failed);
        Assert.DoesNotContain("simulator-token", failed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server: ''")]
    [InlineData("server: 'not an address'")]
    [InlineData("server: 'ftp://host'")]
    [InlineData("server: 'host/path'")]
    [InlineData("other: 1")]
    public async Task A_cluster_without_an_address_is_invalid(string cluster)
    {
        var file = _folder.Write("config", $"current-context: test\ncontexts: [{{name: test, context: {{cluster: c}}}}]\nclusters: [{{name: c, cluster: {{{cluster}}}}}]");
        var source = Client.Kubernetes.Config.KubeConfigSource.Find(file, "/", _ => null);

        var failed = await Test.FailsAsync(ErrorCode.KubeConfigInvalid, () => BrokerSession.OpenAsync(new(), source, TimeProvider.System, Log.None, Test.Cancel));

        Assert.Contains("is not an http or https address", failed.Message, StringComparison.Ordinal);
    }
}
