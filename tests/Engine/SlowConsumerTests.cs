using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

/// <summary>A slow command blocks the pipeline thread with one broker; the checks of the others do not need that thread.</summary>
public sealed class SlowConsumerTests : IAsyncLifetime
{
    private const string Hold = "ForEach-Object { if ($_.Name -eq 'broker') { $held.Set(); $null = $checked.Wait(30000) }; $_ }";

    private readonly ManualResetEventSlim _held = new();
    private readonly ManualResetEventSlim _checked = new();
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync()
    {
        _test = (await TestEnvironment.StartAsync()).WithBackups();
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "second", Namespace = "other", Node = new HiveMQNodeOptions { Backups = _test.Backups } });
        _test.Shell.Set("held", _held);
        _test.Shell.Set("checked", _checked);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void A_check_ends_while_a_later_command_holds_the_pipeline()
    {
        HoldTheSecondBroker();
        var brokers = _test.Run($"Get-HiveMQBroker -AllNamespaces | {Hold}").Succeeded;
        Assert.True(_checked.IsSet);
        Assert.Equal(["", ""], brokers.Values("Problem").Select(p => p ?? ""));
        Assert.Equal([true, true], brokers.Values("Answers"));
    }

    [Fact]
    public void No_broker_is_left_out_of_what_follows()
    {
        HoldTheSecondBroker();
        var backups = _test.Run($"Get-HiveMQBroker -AllNamespaces | {Hold} | Where-Object Answers | Get-HiveMQBackup -Latest").Succeeded;
        Assert.Equal(["hivemq/broker", "other/second"], backups.Values("Broker"));
    }

    [Fact]
    public void A_broker_whose_check_timed_out_is_an_error_and_the_others_are_used()
    {
        foreach (var pod in _test.Cluster.Pods.Where(p => p.Namespace == "other")) pod.Node.Faults.Intercept = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var outcome = _test.Run("Get-HiveMQBroker -AllNamespaces | Where-Object Answers | Get-HiveMQBackup -Latest");
        Assert.Equal("hivemq/broker", Assert.Single(outcome.Output).Properties["Broker"].Value);
        Assert.Equal("HiveMQUnavailable,HiveMQBackup.Cmdlets.GetHiveMQBrokerCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.StartsWith("The broker other/second did not respond within 5 s", outcome.Error.ToString(), StringComparison.Ordinal);
    }

    // Its check makes no progress before the slow command has received the first broker.
    private void HoldTheSecondBroker()
    {
        _test.Cluster.Faults.Hold = async context =>
        {
            if (context.Request.Path.Value!.Contains("/namespaces/other/", StringComparison.Ordinal)) await Task.Run(_held.Wait, context.RequestAborted);
        };
        foreach (var pod in _test.Cluster.Pods.Where(p => p.Namespace == "other"))
        {
            pod.Node.Faults.Intercept = async (_, next) =>
            {
                await next();
                _checked.Set();
            };
        }
    }
}
