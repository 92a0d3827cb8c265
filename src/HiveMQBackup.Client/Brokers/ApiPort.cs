using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Brokers;

/// <summary>Finds the container port that serves the REST API.</summary>
internal static class ApiPort
{
    // In this order; the health, MQTT and metrics ports match none of them.
    private static readonly Func<ContainerPort, bool>[] Rules =
    [
        port => port.Name == "api",
        port => IsRestName(port.Name),
        port => port.Number == 8081,
        port => port.Number == 8888,
    ];

    // Ports that a chart may have put on 8081 or 8888, and that never serve the REST API.
    private static readonly string[] Others = ["health", "mqtt", "metrics", "prometheus", "cc", "control-center", "websocket", "cluster"];

    /// <summary>The REST API's port, or null if none looks like it.</summary>
    internal static ContainerPort? Find(IReadOnlyList<ContainerPort> ports) =>
        Rules.Select(rule => ports.FirstOrDefault(port => rule(port) && !IsOther(port.Name))).FirstOrDefault(port => port is not null);

    // "rest-api", or "rest-<number>" as the HiveMQ Platform chart names its listeners.
    private static bool IsRestName(string? name) =>
        name == "rest-api" || (name is not null && name.StartsWith("rest-", StringComparison.Ordinal) && name.Length > 5 && name.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0);

    private static bool IsOther(string? name) =>
        name is not null && Others.Any(other => name == other || name.StartsWith(other + "-", StringComparison.Ordinal));
}
