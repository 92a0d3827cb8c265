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
    public void Every_default_is_shown_once_on_a_line_of_its_own()
    {
        string[] lines =
        [
            "🎯 Context simulator (the current one)", "🎯 Namespace hivemq (the context's)", "🎯 StatefulSet broker (the default)",
            "🎯 API port 8081 ('api' of broker-0)",
        ];
        Assert.Equal(lines, _test.Run("Get-HiveMQBackup").Succeeded.Information);
        Assert.Equal(lines, _test.Run("'20260101-020000', '20260102-020000' | Get-HiveMQBackupStatus").Succeeded.Information);
    }

    [Fact]
    public void A_parameter_that_is_given_is_no_default() =>
        Assert.Empty(_test.Run("Get-HiveMQBackup -Context simulator -Namespace hivemq -StatefulSet broker -ApiPort 8081").Succeeded.Information);

    [Theory]
    [InlineData("Get-HiveMQBackup -InformationAction Ignore")]
    [InlineData("Get-HiveMQBackup 6>$null")]
    public void The_lines_can_be_hidden(string command)
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
    [InlineData("-Uri http://localhost:1 -Namespace x", "ConflictingParameters")]
    [InlineData("-Pod a -StatefulSet b", "ConflictingParameters")]
    [InlineData("-LabelSelector a=b -StatefulSet b", "ConflictingParameters")]
    [InlineData("-Uri relative/path", "UriInvalid")]
    [InlineData("-Uri ftp://localhost", "UriInvalid")]
    public void Parameters_that_contradict_each_other_are_rejected(string parameters, string id)
    {
        using var shell = new Shell(_test.Folder, null);
        var error = shell.Run($"Get-HiveMQBackup {parameters}").Error;
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
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
