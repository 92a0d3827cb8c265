using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>No secret reaches a stream, the screen, an error or an object, not even with -Verbose and -Debug.</summary>
public sealed class SecretTests : IAsyncLifetime
{
    private const string Password = "Pa55-w0rd";
    private const string Token = "b3arer-t0ken";
    private const string ClusterToken = "simulator-token";

    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() =>
        _test = (await TestEnvironment.StartAsync(broker: set => set.Node.UserName = "admin")).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("Get-HiveMQBackup -Credential $c")]
    [InlineData("Get-HiveMQBackup -Credential $wrong")]
    [InlineData("Get-HiveMQBackup -Token $t")]
    [InlineData("New-HiveMQBackup -Credential $c")]
    [InlineData("Get-HiveMQBackup -Credential $c -State COMPLETED | Save-HiveMQBackup")]
    [InlineData("Get-HiveMQBackupStatus -Latest -Credential $c")]
    [InlineData("Restore-HiveMQBackup 20260101-020000 -Confirm:$false -Credential $c")]
    [InlineData("[IO.File]::WriteAllText(\"$PWD/20261123-020000.backup\", 'x'); Restore-HiveMQBackup -Path 20261123-020000.backup -Confirm:$false -Credential $c")]
    [InlineData("Remove-HiveMQBackup 20260101-020000 -Confirm:$false -Credential $c")]
    [InlineData("New-HiveMQBackup -MinimumFreeSpace 1 -Token $t")]
    [InlineData("Get-HiveMQBackup -Uri http://admin:Pa55-w0rd@localhost:1")]
    [InlineData("Get-HiveMQBackup -Uri 'http://admin:Pa55-w0rd#@localhost:1'")]
    [InlineData("Get-HiveMQBackup -Uri http://admin:1/Pa55-w0rd@localhost:1")]
    [InlineData("New-HiveMQBackup -Uri 'http://admin:Pa55-w0rd@local host:1'")]
    [InlineData("Get-HiveMQBackup -Uri ([pscustomobject]@{ Password = 'Pa55-w0rd' })")]
    [InlineData("Get-HiveMQBackup -Uri http://broker.example -Token $t")]
    [InlineData("Get-HiveMQBackup -ApiPort 9999 -Credential $c")]
    [InlineData("Get-HiveMQBackup -Context none -Token $t")]
    [InlineData("Get-HiveMQBackup -KubeConfig \"apiVersion: v1`nusers: [{user: {token: Pa55-w0rd}}]\"")]
    [InlineData("Get-HiveMQBackup -KubeConfig '{\"users\":[{\"user\":{\"token\":\"Pa55-w0rd\"}}]}'")]
    [InlineData("Get-HiveMQBroker -KubeConfig YXBpVmVyc2lvbjogdjEKdXNlcnM6/Pa55-w0rd")]
    public void Nothing_shows_a_secret(string command)
    {
        foreach (var pod in _test.Cluster.Pods) pod.Node.Options.Password = Password;
        _test.Shell.Set("c", BrokerParameterTests.Credential("admin", Password));
        _test.Shell.Set("wrong", BrokerParameterTests.Credential("admin", Password + "x"));
        _test.Shell.Set("t", BrokerParameterTests.Secure(Token));
        if (command.Contains("-Uri", StringComparison.Ordinal)) _test.Run("$PSDefaultParameterValues.Clear()").Succeeded.ToString();
        var outcome = _test.Run($"$DebugPreference = 'Continue'; $VerbosePreference = 'Continue'; {command} | ForEach-Object {{ $_ }}");
        var shown = Everything(outcome);
        foreach (var secret in new[] { Password, Token, ClusterToken, Base64($"admin:{Password}"), Base64($"admin:{Password}x") })
        {
            Assert.DoesNotContain(secret, shown, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("proxy-url: http://me:Pa55-w0rd@127.0.0.1:1")]
    [InlineData("proxy-url: socks5://me:Pa55-w0rd@127.0.0.1:1")]
    [InlineData("proxy-url: me:Pa55-w0rd@127.0.0.1:1")]
    [InlineData("proxy-url: http://me:Pa55-w0rd@not a host")]
    [InlineData("server: https://me:Pa55-w0rd@127.0.0.1:1")]
    [InlineData("proxy-url: http://me:1/Pa55-w0rd@127.0.0.1:1")]
    [InlineData("server: me:Pa55-w0rd@127.0.0.1:1")]
    [InlineData("server: https://me:1/Pa55-w0rd@127.0.0.1:1")]
    public void Nothing_shows_the_password_in_a_clusters_address(string line)
    {
        var text = File.ReadAllText(_test.KubeConfig);
        var server = text.Split('\n').Single(l => l.TrimStart().StartsWith("server:", StringComparison.Ordinal)).Trim();
        File.WriteAllText(_test.KubeConfig, text.Replace(server, line.StartsWith("server", StringComparison.Ordinal) ? line : $"{server}\n    {line}", StringComparison.Ordinal));

        var outcome = _test.Run("$VerbosePreference = 'Continue'; Get-HiveMQBackup");

        Assert.NotNull(outcome.Error);
        Assert.DoesNotContain(Password, Everything(outcome), StringComparison.Ordinal);
    }

    private string Everything(Outcome outcome)
    {
        var errors = outcome.Errors.Concat(outcome.Terminating is { } t ? [t] : []);
        return string.Join('\n',
        [
            .. _test.Shell.Screen.Lines,
            .. _test.Shell.Screen.Progress.Select(p => $"{p.Activity} {p.StatusDescription} {p.CurrentOperation}"),
            .. outcome.Warnings, .. outcome.Information, .. outcome.Verbose,
            .. errors.Select(e => $"{e} {e.Exception} {e.ErrorDetails?.RecommendedAction} {e.TargetObject} {e.FullyQualifiedErrorId} {e.CategoryInfo}"),
            .. outcome.Output.Select(o => string.Join(' ', o.Properties.Select(p => $"{p.Name}={p.Value}"))),
        ]);
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
