using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Unit.Brokers;

public sealed class ApiPortTests
{
    // As in "api:8081 mqtt:1883 :9090".
    private static List<ContainerPort> Ports(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(port =>
    {
        var parts = port.Split(':');
        return new ContainerPort(parts[0].Length > 0 ? parts[0] : null, int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    })];

    [Theory]
    [InlineData("a StatefulSet with a port named api", "mqtt:1883 health:9090 api:8081 metrics:9399", 8081)]
    [InlineData("HiveMQ Platform", "mqtt-1883:1883 cc-8080:8080 rest-8888:8888 health:9090 metrics:9399", 8888)]
    [InlineData("HiveMQ Platform with TLS", "mqtt-8883:8883 rest-8889:8889 health:9090", 8889)]
    [InlineData("HiveMQ Platform with another number", "mqtt-1883:1883 rest-12345:12345 health:9090", 12345)]
    [InlineData("HiveMQ default configuration", "x:1883 y:8888", 8888)]
    [InlineData("HiveMQ default configuration, without names", ":1883 :8888 :8080", 8888)]
    [InlineData("legacy operator", "mqtt:1883 cc:8080 api:8888 health:9090", 8888)]
    [InlineData("named rest-api", "rest-api:9000 mqtt:1883", 9000)]
    public void Every_deployment_has_its_port(string deployment, string ports, int number)
    {
        Assert.True(ApiPort.Find(Ports(ports))?.Number == number, deployment);
    }

    [Theory]
    [InlineData("api:1000 rest-api:2000 x:8081 y:8888", 1000)]
    [InlineData("rest-api:2000 api:1000", 1000)]
    [InlineData("y:8888 x:8081 rest-3000:3000", 3000)]
    [InlineData("y:8888 rest-api:2000 x:8081", 2000)]
    [InlineData("y:8888 x:8081", 8081)]
    [InlineData("rest-8888:8888 rest-8889:8889", 8888)]
    [InlineData("rest-8889:8889 rest-8888:8888", 8889)]
    public void Of_several_the_surest_is_taken(string ports, int number)
    {
        Assert.Equal(number, ApiPort.Find(Ports(ports))?.Number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("health:9090 mqtt:1883 metrics:9399 cc:8080")]
    [InlineData("health:8081")]
    [InlineData("health:8888 mqtt:8081")]
    [InlineData("mqtt-8888:8888 metrics:8081")]
    [InlineData("health-8081:8081")]
    [InlineData("prometheus:8888")]
    [InlineData("rest:7000 rest-:7001 rest-x:7002 rest-12x:7003 restapi:7004 api-x:7005 Api:7006")]
    public void What_is_something_else_is_never_taken(string ports)
    {
        Assert.Null(ApiPort.Find(Ports(ports)));
    }
}
