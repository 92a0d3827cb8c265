namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A named port of a container.</summary>
/// <param name="Name">The port's name; null for a port without one.</param>
/// <param name="Number">The port's number.</param>
/// <param name="Container">The container that declares it; a pod gets one container for each name used.</param>
public sealed record ContainerPort(string? Name, int Number, string Container = "hivemq")
{
    /// <summary>TCP, UDP or SCTP; null leaves it to Kubernetes' default, which is TCP.</summary>
    public string? Protocol { get; init; } = "TCP";

    /// <summary>What kind of container declares the port; all ports of one container say the same.</summary>
    public ContainerKind Kind { get; init; }
}

/// <summary>When a container of a pod runs.</summary>
public enum ContainerKind
{
    /// <summary>As long as the pod.</summary>
    Ordinary,

    /// <summary>Before the ordinary ones; it has ended by the time they start.</summary>
    Init,

    /// <summary>From before the ordinary ones until after them: an init container with restartPolicy Always.</summary>
    Sidecar,
}
