using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;
using ContainerPort = HiveMQBackup.Simulator.Kubernetes.ContainerPort;

namespace HiveMQBackup.Unit.Brokers;

/// <summary>Which of a pod's containers and ports are looked at for the REST API.</summary>
public sealed class BrokerPortTests
{
    private static ContainerPort Sidecar(string? name, int number) => new(name, number, "sidecar") { Kind = ContainerKind.Sidecar };

    private static async Task<int?> PortAsync(params ContainerPort[] ports)
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Ports = ports });
        return (await cluster.OpenAsync()).Broker.Port;
    }

    [Fact]
    public async Task The_port_of_a_native_sidecar_is_found() =>
        Assert.Equal(8888, await PortAsync(new("mqtt", 1883), Sidecar("rest-8888", 8888)));

    // A sidecar in front of the broker does not have its backup folder.
    [Fact]
    public async Task Commands_run_in_an_ordinary_container_also_where_a_native_sidecar_has_the_port()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Ports = [new("mqtt", 1883), Sidecar("api", 8081)] });
        var session = await cluster.OpenAsync();

        await session.Folders!.EnsureSpaceAsync(1, null, Test.Cancel);

        var commands = cluster.Simulator.Requests.Where(request => request.PathAndQuery.Contains("/exec?", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Contains("?container=hivemq&", command.PathAndQuery, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_ordinary_containers_port_goes_before_a_native_sidecars_of_the_same_kind() =>
        Assert.Equal(8888, await PortAsync(Sidecar("rest-9999", 9999), new("rest-8888", 8888)));

    [Fact]
    public async Task A_native_sidecars_name_goes_before_an_ordinary_containers_number() =>
        Assert.Equal(9999, await PortAsync(new ContainerPort("x", 8888), Sidecar("api", 9999)));

    [Fact]
    public async Task An_init_container_that_has_ended_has_no_port()
    {
        await using var cluster = await TestCluster.StartAsync(
            new StatefulSetOptions { Ports = [new("mqtt", 1883), new("api", 8081, "setup") { Kind = ContainerKind.Init }] });

        var failed = await Test.FailsAsync(ErrorCode.ApiPortNotFound, () => cluster.OpenAsync());

        Assert.DoesNotContain("8081.", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UDP")]
    [InlineData("SCTP")]
    public async Task Only_TCP_ports_are_used(string protocol)
    {
        Assert.Equal(8888, await PortAsync(new("api", 1000) { Protocol = protocol }, new("rest-8888", 8888)));
        Assert.Equal(8888, await PortAsync(new(null, 8081) { Protocol = protocol }, new ContainerPort(null, 8888)));
        Assert.Equal(9000, await PortAsync(new("api", 9000) { Protocol = protocol }, new ContainerPort("api", 9000, "other")));
    }

    [Fact]
    public async Task A_port_without_a_protocol_is_TCP() => Assert.Equal(8081, await PortAsync(new ContainerPort("api", 8081) { Protocol = null }));

    [Fact]
    public async Task A_workload_is_a_broker_by_the_same_ports()
    {
        await using var cluster = await TestCluster.StartAsync(
            new StatefulSetOptions { Ports = [new("api", 8081) { Protocol = "UDP" }, new("mqtt", 1883), Sidecar("rest-8888", 8888)] });
        using var clusters = new ClusterConnections(TimeProvider.System);
        var search = new ClusterSession(clusters, cluster.Source, null, Log.None);

        Assert.Equal(8888, Assert.Single(await search.ListBrokersAsync("hivemq", Test.Cancel)).ApiPort);
    }

    [Fact]
    public async Task The_port_is_found_in_any_container()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions
        {
            Ports = [new("health", 9090, "sidecar"), new("rest-9999", 9999, "broker")],
            ApiPortNumber = 9999,
        });

        Assert.Equal(9999, (await cluster.OpenAsync()).Broker.Port);
    }

    public static TheoryData<string, string> UselessPorts => new()
    {
        { "health", "health 9090" },
        { "none", "declares no ports" },
    };

    [Theory]
    [MemberData(nameof(UselessPorts))]
    public async Task A_pod_without_the_port_lists_those_it_has(string which, string said)
    {
        IList<ContainerPort> ports = which == "none" ? [] : [new("health", 9090), new("mqtt", 1883), new(null, 5000)];
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Ports = ports });

        var failed = await Test.FailsAsync(ErrorCode.ApiPortNotFound, () => cluster.OpenAsync());

        Assert.Contains("hivemq/broker-0", failed.Message, StringComparison.Ordinal);
        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
    }

    [Fact]
    public async Task A_port_that_is_named_need_not_be_declared()
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Ports = [new("health", 9090)], ApiPortNumber = 7777 });

        var session = await cluster.OpenAsync(new() { ApiPort = 7777 });

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }
}
