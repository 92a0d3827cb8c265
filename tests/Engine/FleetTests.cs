using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Engine;

/// <summary>Commands about many brokers send so many requests at once, and keep few tunnels open.</summary>
public sealed class FleetTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestEnvironment.StartAsync(broker: set => set.Name = "other");

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("Get-HiveMQBroker b* -ThrottleLimit 3")]
    [InlineData("$brokers | Get-HiveMQBackup -ThrottleLimit 3")]
    public void So_many_brokers_are_asked_at_once_and_written_in_their_order(string command)
    {
        var fleet = Fleet.AddTo(_test, 10);
        _test.Run("$brokers = Get-HiveMQBroker b*").Succeeded.ToString();
        fleet.Handle(Fleet.IsList, Fleet.Together(3));

        var outcome = _test.Run(command).Succeeded;

        Assert.Equal(3, fleet.Most);
        var names = outcome.Output.Select(o => (string)(o.Properties["Broker"]?.Value ?? $"hivemq/{o.Properties["Name"].Value}"));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"hivemq/{Fleet.NameOf(i)}"), names);
    }

    [Fact]
    public void An_error_for_one_broker_is_in_its_place_and_the_others_are_listed()
    {
        var fleet = Fleet.AddTo(_test, 4);
        _test.Run("$brokers = Get-HiveMQBroker b*").Succeeded.ToString();
        fleet.Node(1).Faults.FailNext(403, pathContains: "/backups");

        var outcome = _test.Run("$brokers | Get-HiveMQBackup");

        Assert.StartsWith("HiveMQForbidden,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("hivemq/b1", outcome.Error.TargetObject.ToString());
        Assert.Equal(["hivemq/b0", "hivemq/b2", "hivemq/b3"], outcome.Values("Broker"));
    }

    [Fact]
    public void Of_many_brokers_only_the_latest_keep_their_tunnel_and_the_others_get_a_new_one()
    {
        Fleet.AddTo(_test, 70);

        Assert.Equal(70, _test.Run("$brokers = Get-HiveMQBroker b*; $brokers | Where-Object Answers").Succeeded.Output.Count);
        // 32 tunnels, and the connections for requests to the API server.
        Assert.InRange(_test.Cluster.Connections, 1, 32 + 32);

        Assert.Equal(70, _test.Run("$brokers | Get-HiveMQBackup -Latest").Succeeded.Output.Count);
    }

    [Fact]
    public void So_many_backups_are_requested_at_once_and_all_run_at_the_same_time()
    {
        var stores = new List<BackupStore>();
        var fleet = Fleet.AddTo(_test, 5, stores.Add);
        foreach (var store in stores) store.BackupDuration = Timeout.InfiniteTimeSpan;
        var created = new CountdownEvent(5);
        fleet.Handle(Fleet.IsCreate, async (_, _, next) =>
        {
            await next();
            // Each ends only after all have begun.
            if (created.Signal()) foreach (var store in stores) store.Complete(store.List()[^1].Id, 1000);
        });

        var outcome = _test.Run("Get-HiveMQBroker b* | New-HiveMQBackup -ThrottleLimit 1").Succeeded;

        Assert.Equal(1, fleet.Most);
        Assert.Equal(Enumerable.Repeat<object>("COMPLETED", 5), outcome.Values("State"));
    }

    [Fact]
    public void Backups_are_requested_at_once_by_default()
    {
        var fleet = Fleet.AddTo(_test, 5);
        fleet.Handle(Fleet.IsCreate, Fleet.Together(5));

        Assert.Equal(5, _test.Run("Get-HiveMQBroker b* | New-HiveMQBackup -NoWait").Succeeded.Output.Count);
    }

    [Fact]
    public void The_states_of_several_backups_are_waited_for_at_the_same_time()
    {
        var stores = new List<BackupStore>();
        Fleet.AddTo(_test, 3, stores.Add);
        foreach (var store in stores) store.BackupDuration = Timeout.InfiniteTimeSpan;
        var running = _test.Run("$backups = Get-HiveMQBroker b* | New-HiveMQBackup -NoWait; $backups").Succeeded;
        stores[2].Complete(stores[2].List()[^1].Id, 1000);
        _test.Shell.Set("finish", (Action)(() =>
        {
            foreach (var store in stores[..2]) store.Complete(store.List()[^1].Id, 1000);
        }));

        // The last one ends first.
        var ended = _test.Run("$backups | Get-HiveMQBackupStatus -Wait | ForEach-Object { $finish.Invoke(); $_ }").Succeeded;

        Assert.Equal(3, running.Output.Count);
        Assert.Equal("hivemq/b2", ended.Values("Broker").First());
        Assert.Equal(3, ended.Output.Count);
    }
}
