namespace HiveMQBackup.Simulator.Kubernetes;

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
