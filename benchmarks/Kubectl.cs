namespace HiveMQBackup.Benchmarks;

/// <summary>The ways in which kubectl forwards a port.</summary>
internal static class Kubectl
{
    /// <summary>SPDY, and SPDY in a WebSocket, which is its default since 1.31; it falls back to SPDY for an older API server.</summary>
    internal static KubectlMode[] Modes { get; } =
    [
        new("SPDY", "KUBECTL_PORT_FORWARD_WEBSOCKETS=false"),
        new("WebSocket", "KUBECTL_PORT_FORWARD_WEBSOCKETS=true"),
    ];
}

/// <summary>One of them.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Variable">The environment variable that selects it.</param>
internal sealed record KubectlMode(string Name, string Variable);
