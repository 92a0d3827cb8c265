using HiveMQBackup.Client;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>As kubectl does, no credentials are sent over plain http; a server without a scheme is one.</summary>
public sealed class PlainHttpClusterTests
{
    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(new SimulatedClusterOptions { Tls = false, BearerToken = null });

    private static async Task WorksAsync(TestCluster cluster, string config)
    {
        var session = await cluster.OpenAsync(source: cluster.SourceOf(config));
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Theory]
    [InlineData("token: secret")]
    [InlineData("username: me\npassword: secret")]
    [InlineData("tokenFile: /does/not/exist")]
    [InlineData("client-certificate: /does/not/exist\nclient-key: /does/not/exist")]
    [InlineData("auth-provider: {name: gcp}")]
    public async Task No_credentials_are_read_or_sent(string user)
    {
        await using var cluster = await StartAsync();

        await WorksAsync(cluster, KubeConfigText.Of(cluster.Simulator.Server, "", user));

        Assert.All(cluster.Simulator.Requests, request => Assert.False(request.HasAuthorization));
    }

    [Fact]
    public async Task No_plugin_is_run()
    {
        using var plugin = PluginScript.WithToken("secret");
        await using var cluster = await StartAsync();

        await WorksAsync(cluster, KubeConfigText.Of(cluster.Simulator.Server, "", plugin.User()));

        Assert.Equal(0, plugin.Runs);
        Assert.All(cluster.Simulator.Requests, request => Assert.False(request.HasAuthorization));
    }

    [Fact]
    public async Task A_server_without_a_scheme_is_plain_http()
    {
        await using var cluster = await StartAsync();
        var config = KubeConfigText.Of(cluster.Simulator.Server, "", "token: secret");

        await WorksAsync(cluster, config.Replace("http://", "", StringComparison.Ordinal));

        Assert.All(cluster.Simulator.Requests, request => Assert.False(request.HasAuthorization));
    }

    [Theory]
    [InlineData("host", "http://host/")]
    [InlineData("host:8080", "http://host:8080/")]
    [InlineData("10.0.0.1:6443/", "http://10.0.0.1:6443/")]
    [InlineData("[::1]:8080", "http://[::1]:8080/")]
    [InlineData("HTTPS://host/prefix", "https://host/prefix")]
    [InlineData("host/prefix", null)]
    [InlineData("http:/host", null)]
    [InlineData("https://", null)]
    [InlineData("https://me:1/secret@host", null)]
    [InlineData("https://me:1?secret@host", null)]
    [InlineData("file:///etc", null)]
    [InlineData("ftp://host", null)]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    public void A_servers_address_is_read_as_client_go_reads_it(string? server, string? address)
    {
        Assert.Equal(address, ServerAddress.Parse(server)?.AbsoluteUri);
    }

    [Fact]
    public async Task A_password_in_the_servers_address_is_sent_and_not_shown()
    {
        await using var cluster = await TestCluster.StartAsync();
        var config = KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true").Replace("https://", "https://me:top-secret@", StringComparison.Ordinal);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => WorksAsync(cluster, config));

        Assert.All(cluster.Simulator.Requests, request => Assert.True(request.HasAuthorization));
        Assert.DoesNotContain("top-secret", failed.ToString() + failed.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_an_address_that_is_none_is_not_shown()
    {
        await using var cluster = await StartAsync();
        var config = KubeConfigText.Of(cluster.Simulator.Server).Replace("http://", "htp://me:top-secret@", StringComparison.Ordinal);

        var failed = await Test.FailsAsync(ErrorCode.KubeConfigInvalid, () => WorksAsync(cluster, config));

        Assert.DoesNotContain("top-secret", failed.ToString(), StringComparison.Ordinal);
    }
}
