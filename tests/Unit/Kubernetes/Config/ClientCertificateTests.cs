using System.Security.Authentication;
using System.Text.Json;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>Client certificates: with their intermediates, and renewed while a session lasts.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestCertificates _certificates = new();
    private readonly AutoAdvancingClock _clock = new();
    private ClusterConnections? _clusters;

    public void Dispose()
    {
        _clusters?.Dispose();
        _certificates.Dispose();
        _folder.Dispose();
    }

    // Lists the brokers: two requests.
    private async Task UseAsync(TlsServer server, string user)
    {
        if (!File.Exists(_folder["config"])) _folder.Write("config", server.KubeConfig(user));
        var source = KubeConfigSource.Find(_folder["config"], "/", _ => null);
        _clusters ??= new ClusterConnections(_clock);
        var search = new ClusterSession(_clusters, source, null, Log.None);
        Assert.Empty(await search.ListBrokersAsync("hivemq", Test.Cancel));
    }

    private static string Inline(string certificate, string key) =>
        $"client-certificate-data: {KubeConfigText.Base64(certificate)}\nclient-key-data: {KubeConfigText.Base64(key)}";

    private string Files(string name)
    {
        var (certificate, key) = _certificates.Client(name);
        return $"client-certificate: {_folder.Write("me.crt", certificate + _certificates.IntermediatePem)}\nclient-key: {_folder.Write("me.key", key)}";
    }

    private void WriteStatus(PluginScript plugin, string name, DateTimeOffset? expires = null, TimeSpan? lifetime = null)
    {
        var (certificate, key) = _certificates.Client(name, lifetime);
        plugin.Folder.Write("output", JsonSerializer.Serialize(new
        {
            kind = "ExecCredential",
            status = new { clientCertificateData = certificate + _certificates.IntermediatePem, clientKeyData = key, expirationTimestamp = expires },
        }));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_whole_chain_is_sent_from_the_file(SslProtocols protocols)
    {
        await using var server = new TlsServer(_certificates) { Protocols = protocols };
        var (certificate, key) = _certificates.Client("me");

        await UseAsync(server, Inline(certificate + _certificates.IntermediatePem, key));

        Assert.Equal(["CN=me", "CN=me"], server.Clients);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_whole_chain_is_sent_from_a_path()
    {
        await using var server = new TlsServer(_certificates);

        await UseAsync(server, Files("me"));

        Assert.Equal(["CN=me", "CN=me"], server.Clients);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_whole_chain_is_sent_from_a_plugin_that_runs_once()
    {
        using var plugin = new PluginScript("cat output");
        WriteStatus(plugin, "me");
        await using var server = new TlsServer(_certificates);

        await UseAsync(server, plugin.User());

        Assert.Equal(["CN=me", "CN=me"], server.Clients);
        Assert.Equal(1, plugin.Runs);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Without_its_intermediate_it_is_rejected(SslProtocols protocols)
    {
        await using var server = new TlsServer(_certificates) { Protocols = protocols };
        var (certificate, key) = _certificates.Client("me");

        await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => UseAsync(server, Inline(certificate, key)));

        Assert.Empty(server.Clients);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Files_that_are_replaced_are_used_from_then_on()
    {
        await using var server = new TlsServer(_certificates);
        var user = Files("old");
        await UseAsync(server, user);

        Files("new");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await UseAsync(server, user);

        Assert.Equal(["CN=old", "CN=old", "CN=new", "CN=new"], server.Clients);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Files_that_do_not_fit_together_yet_change_nothing()
    {
        await using var server = new TlsServer(_certificates);
        var user = Files("old");
        await UseAsync(server, user);

        var (certificate, key) = _certificates.Client("new");
        _folder.Write("me.crt", certificate + _certificates.IntermediatePem);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await UseAsync(server, user);
        _folder.Write("me.key", key);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await UseAsync(server, user);

        Assert.Equal(["CN=old", "CN=old", "CN=old", "CN=old", "CN=new", "CN=new"], server.Clients);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_certificate_that_gets_a_401_is_renewed_and_the_connections_with_it()
    {
        using var plugin = new PluginScript("cat output");
        WriteStatus(plugin, "old");
        await using var server = new TlsServer(_certificates);
        await UseAsync(server, plugin.User());

        server.Refuses = name => name == "CN=old";
        WriteStatus(plugin, "new");
        await UseAsync(server, plugin.User());

        Assert.Equal("CN=new", server.Clients.Last());
        Assert.Equal(2, plugin.Runs);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_certificate_that_is_rejected_in_the_handshake_is_refreshed(SslProtocols protocols)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The server's alert is OpenSSL's.");
        using var plugin = new PluginScript("cat output; if [ -e next ]; then mv next output; fi");
        WriteStatus(plugin, "new");
        File.Move(plugin.Folder["output"], plugin.Folder["next"]);
        WriteStatus(plugin, "old");
        await using var server = new TlsServer(_certificates) { Protocols = protocols, Accepts = () => plugin.Runs > 1, Knows = name => name == "CN=new" };

        await UseAsync(server, plugin.User());

        Assert.Equal(["CN=new", "CN=new"], server.Clients);
        Assert.Equal(2, plugin.Runs);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_server_whose_own_certificate_is_rejected_runs_no_plugin_again()
    {
        using var plugin = new PluginScript("cat output");
        WriteStatus(plugin, "me");
        using var others = new TestCertificates();
        await using var server = new TlsServer(_certificates);
        await using var other = new TlsServer(others);
        var config = server.KubeConfig(plugin.User()).Replace(server.Address.Authority, other.Address.Authority, StringComparison.Ordinal);
        _clusters = new ClusterConnections(_clock);
        var search = new ClusterSession(_clusters, KubeConfigSource.Find(_folder.Write("config", config), "/", _ => null), null, Log.None);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => search.ListBrokersAsync("hivemq", Test.Cancel));

        Assert.Contains("is not trusted", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, plugin.Runs);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plugins_certificate_is_renewed_when_it_expires(bool plugins)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        _clusters = new ClusterConnections(clock);
        using var plugin = new PluginScript("cat output");
        WriteStatus(plugin, "old", plugins ? clock.GetUtcNow().AddMinutes(10) : null, TimeSpan.FromMinutes(plugins ? 60 : 10));
        await using var server = new TlsServer(_certificates);
        await UseAsync(server, plugin.User());

        WriteStatus(plugin, "new");
        clock.Advance(TimeSpan.FromMinutes(9));
        await UseAsync(server, plugin.User());
        clock.Advance(TimeSpan.FromMinutes(1));
        await UseAsync(server, plugin.User());

        Assert.Equal(["CN=old", "CN=old", "CN=old", "CN=old", "CN=new", "CN=new"], server.Clients);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("clientCertificateData")]
    [InlineData("clientKeyData")]
    public async Task A_plugin_that_prints_only_half_of_it_is_rejected(string field)
    {
        using var plugin = new PluginScript(PluginScript.Prints($$"""{"token":"t","{{field}}":"top-secret"}"""));
        await using var server = new TlsServer(_certificates);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => UseAsync(server, plugin.User()));

        Assert.Contains("a certificate without a key", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", failed.ToString(), StringComparison.Ordinal);
    }
}
