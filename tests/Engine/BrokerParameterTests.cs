using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

public sealed class BrokerParameterTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void The_defaults_are_shown_once_on_one_line()
    {
        const string line = "🎯 simulator / hivemq / StatefulSet broker / port 8081 (api)";
        Assert.Equal([line], _test.Run("Get-HiveMQBackup").Succeeded.Information);
        Assert.Equal([line], _test.Run("'20260101-020000', '20260102-020000' | Get-HiveMQBackupStatus").Succeeded.Information);
    }

    [Fact]
    public void Verbose_output_says_where_each_default_comes_from()
    {
        var verbose = _test.Run("Get-HiveMQBackup -Verbose").Succeeded.Verbose;
        Assert.Equal(
            [
                "Default context simulator: the kubeconfig's current context.", "Default namespace hivemq: the context's namespace.",
                "Default StatefulSet broker: the name that the module looks for first.", "Default API port 8081: the port 'api' of broker-0.",
            ],
            verbose.Where(line => line.StartsWith("Default ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("-Namespace hivemq", "🎯 simulator / StatefulSet broker / port 8081 (api)")]
    [InlineData("-Context simulator -Pod broker-1", "🎯 hivemq / port 8081 (api)")]
    [InlineData("-Context simulator -Namespace hivemq -ApiPort 8081", "🎯 StatefulSet broker")]
    [InlineData("-Context simulator -Namespace hivemq -StatefulSet broker -ApiPort 8081 -Transport Auto", "🎯 transport Proxy")]
    public void The_line_leaves_out_what_was_said(string parameters, string line) =>
        Assert.Equal([line], _test.Run($"Get-HiveMQBackup {parameters}").Succeeded.Information);

    [Fact]
    public void A_parameter_that_is_given_is_no_default() =>
        Assert.Empty(_test.Run("Get-HiveMQBackup -Context simulator -Namespace hivemq -StatefulSet broker -ApiPort 8081").Succeeded.Information);

    [Theory]
    [InlineData("Get-HiveMQBackup -InformationAction Ignore")]
    [InlineData("Get-HiveMQBackup 6>$null")]
    public void The_line_can_be_hidden(string command)
    {
        _test.Run(command).Succeeded.ToString();
        Assert.DoesNotContain(_test.Shell.Screen.Lines, l => l.Contains("🎯", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-n hivemq -sts broker")]
    [InlineData("-LabelSelector app.kubernetes.io/instance=broker")]
    [InlineData("-Pod broker-1")]
    [InlineData("-Pod broker-1 -ApiPort 8081")]
    public void Every_parameter_that_names_the_broker_finds_it(string parameters) =>
        Assert.Equal(3, _test.Run($"Get-HiveMQBackup {parameters}").Succeeded.Output.Count);

    [Fact]
    public void A_piped_backup_carries_its_broker_and_credentials()
    {
        _test.Cluster.AddStatefulSet(new StatefulSetOptions
        {
            Name = "secured",
            Namespace = "other",
            Node = new HiveMQNodeOptions { UserName = "admin", Password = "pässword", Backups = _test.Backups },
        });
        _test.Shell.Set("c", Credential("admin", "pässword"));
        var outcome = _test.Run("Get-HiveMQBackup 20260101-020000 -Namespace other -StatefulSet secured -Credential $c | Save-HiveMQBackup | ForEach-Object { $_.Length }");
        Assert.Equal(3_000L, outcome.Single.BaseObject);
        Assert.Equal("other/secured", _test.Run("(Get-HiveMQBackup -Latest -Namespace other -StatefulSet secured -Credential $c | Get-HiveMQBackupStatus).Broker").Single.BaseObject);
    }

    [Fact]
    public void A_piped_backup_stays_with_its_broker_when_the_current_context_changes()
    {
        _test.Run("$b = Get-HiveMQBackup 20260101-020000").Succeeded.ToString();
        var text = File.ReadAllText(_test.KubeConfig);
        File.WriteAllText(_test.KubeConfig, text.Replace("current-context: simulator", "current-context: elsewhere", StringComparison.Ordinal));
        Assert.Equal("hivemq/broker", _test.Run("$b | Get-HiveMQBackupStatus").Single.Properties["Broker"].Value);
        Assert.StartsWith("KubeContextNotFound,", _test.Run("Get-HiveMQBackup").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Uri relative/path")]
    [InlineData("-Uri ftp://localhost")]
    [InlineData("-Uri http://localhost:port")]
    public void An_address_that_cannot_be_used_is_rejected(string parameters)
    {
        using var shell = new Shell(_test.Folder, null);
        var error = shell.Run($"Get-HiveMQBackup {parameters}").Error;
        Assert.StartsWith("UriInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
    }

    [Fact]
    public async Task A_node_without_Kubernetes_is_reached_by_its_address()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Token = "t0ken", Backups = _test.Backups }, TestContext.Current.CancellationToken);
        using var shell = new Shell(_test.Folder, null);
        shell.Set("t", Secure("t0ken"));
        var backup = shell.Run($"Get-HiveMQBackup -Uri {node.Address} -Token $t -Id 20260102-020000").Single;
        Assert.Equal(node.Address.ToString().TrimEnd('/'), backup.Properties["Broker"].Value);
        Assert.Equal(2_000_000L, shell.Run($"Get-HiveMQBackup -Uri {node.Address} -Token $t 20260102-020000 | Save-HiveMQBackup").Single.Properties["Length"].Value);
    }

    [Fact]
    public async Task A_self_signed_TLS_listener_requires_a_trusted_certificate_or_no_validation()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Tls = true, Backups = _test.Backups }, TestContext.Current.CancellationToken);
        using var shell = new Shell(_test.Folder, null);
        var error = shell.Run($"Get-HiveMQBackup -Uri {node.Address}").Error;
        Assert.StartsWith("HiveMQUnavailable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-SkipCertificateCheck", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(3, shell.Run($"Get-HiveMQBackup -Uri {node.Address} -SkipCertificateCheck").Succeeded.Output.Count);
    }

    internal static System.Security.SecureString Secure(string text)
    {
        var secure = new System.Security.SecureString();
        foreach (var c in text) secure.AppendChar(c);
        return secure;
    }

    internal static System.Management.Automation.PSCredential Credential(string user, string password) => new(user, Secure(password));
}
