using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>A login takes as long as its user takes, and that time is not part of the limit of the request that waits for it.</summary>
public sealed class LoginTests : IDisposable
{
    // The second run waits until the test opens the gate.
    private readonly PluginScript _plugin = new($$"""
        if [ $(wc -l < runs) -gt 1 ]; then
          mkfifo gate; echo 'open https://login.example and enter ABC-DEF' >&2; touch waiting.new; mv waiting.new waiting; read line < gate
          {{PluginScript.Prints("""{"token":"second"}""")}}
        else
          {{PluginScript.Prints("""{"token":"first"}""")}}
        fi
        """);

    private readonly FakeTimeProvider _clock = new();
    private readonly SimulatedClusterOptions _options = new() { BearerToken = "first" };
    private readonly TaskCompletionSource _waiting = new();
    private readonly FileSystemWatcher _watcher;

    public LoginTests()
    {
        _watcher = new FileSystemWatcher(_plugin.Folder.Path, "waiting") { EnableRaisingEvents = true };
        _watcher.Created += (_, _) => _waiting.TrySetResult();
        _watcher.Renamed += (_, _) => _waiting.TrySetResult();
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _plugin.Dispose();
    }

    private async Task<(TestCluster Cluster, BrokerSession Session)> OpenAsync(Transport transport)
    {
        var cluster = await TestCluster.StartAsync(_options);
        var source = cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", _plugin.User()));
        var session = await cluster.OpenAsync(TestCluster.ByLabels with { Transport = transport }, _clock, source);
        _options.BearerToken = "second";
        return (cluster, session);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Transport.PortForward)]
    [InlineData(Transport.Proxy)]
    public async Task It_may_take_longer_than_the_request(Transport transport)
    {
        var (cluster, session) = await OpenAsync(transport);
        await using var simulated = cluster;
        var list = session.Api.ListBackupsAsync(Test.Cancel);
        await _waiting.Task.WaitAsync(Test.Cancel);

        _clock.Advance(TimeSpan.FromMinutes(4));
        await File.WriteAllTextAsync(_plugin.Folder["gate"], "in\n", Test.Cancel);

        Assert.Empty(await list);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Transport.PortForward)]
    [InlineData(Transport.Proxy)]
    public async Task It_can_be_canceled(Transport transport)
    {
        var (cluster, session) = await OpenAsync(transport);
        await using var simulated = cluster;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var list = session.Api.ListBackupsAsync(cancel.Token);
        await _waiting.Task.WaitAsync(Test.Cancel);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task What_the_plugin_prints_meanwhile_is_shown()
    {
        var shown = new TaskCompletionSource<string>();
        var (cluster, session) = await OpenAsync(Transport.Proxy);
        await using var simulated = cluster;
        var list = session.For(new Log(warning => shown.TrySetResult(warning), _ => { })).Api.ListBackupsAsync(Test.Cancel);

        Assert.Contains("enter ABC-DEF", await shown.Task.WaitAsync(Test.Cancel), StringComparison.Ordinal);

        await File.WriteAllTextAsync(_plugin.Folder["gate"], "in\n", Test.Cancel);
        Assert.Empty(await list);
    }
}
