using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>Which fields of a user can be combined, and which take precedence.</summary>
public sealed class KubeUserTests
{
    private const string Certificate = "client-certificate-data: c2VjcmV0IQ==";
    private const string Key = "client-key-data: c2VjcmV0IQ==";

    private static Task<BrokerSession> OpenAsync(TestCluster cluster, string user) =>
        cluster.OpenAsync(source: cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", user)));

    [Theory]
    [InlineData(Certificate, "no key")]
    [InlineData("client-certificate: me.crt", "no key")]
    [InlineData($"{Certificate}\nclient-certificate: me.crt\n{Key}", "both client-certificate and client-certificate-data")]
    [InlineData($"{Certificate}\n{Key}\nclient-key: me.key", "both client-key and client-key-data")]
    [InlineData("token: secret!\nusername: me\npassword: secret!", "both a token and a user name")]
    [InlineData("token: secret!\npassword: secret!", "both a token and a user name")]
    [InlineData("tokenFile: t\nusername: me", "both a token and a user name")]
    [InlineData("exec: {command: x}\nauth-provider: {name: oidc}", "both an exec plugin and an auth-provider")]
    [InlineData("token: secret!\nauth-provider: {name: azure}", "azure")]
    public async Task What_kubectl_rejects_is_rejected(string user, string said)
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Test.FailsAsync(ErrorCode.KubeConfigInvalid, () => OpenAsync(cluster, user));

        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret!", failed.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Simulator.Requests);
    }

    [Fact]
    public async Task A_key_without_a_certificate_does_not_authenticate()
    {
        await using var cluster = await TestCluster.StartAsync();

        await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => OpenAsync(cluster, Key));

        Assert.All(cluster.Simulator.Requests, request => Assert.False(request.HasAuthorization));
    }

    [Fact]
    public async Task A_plugin_is_not_run_where_the_user_has_a_token()
    {
        using var plugin = PluginScript.WithToken("other");
        await using var cluster = await TestCluster.StartAsync();

        await OpenAsync(cluster, $"token: simulator-token\n{plugin.User()}");

        Assert.Equal(0, plugin.Runs);
    }

    [Fact]
    public async Task Nor_where_it_has_a_client_certificate()
    {
        using var plugin = PluginScript.WithToken("other");
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { ClientCertificate = true });
        var certificate = cluster.Simulator.KubeConfig.Split('\n').Where(line => line.Contains("client-", StringComparison.Ordinal)).Select(line => line.Trim());

        await OpenAsync(cluster, $"{string.Join('\n', certificate)}\n{plugin.User()}");

        Assert.Equal(0, plugin.Runs);
    }
}
