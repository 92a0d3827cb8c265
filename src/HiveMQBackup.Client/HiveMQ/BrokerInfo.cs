namespace HiveMQBackup.Client.HiveMQ;

/// <summary>The broker that was found. Shown to the user, and enough to find it again.</summary>
public sealed record BrokerInfo
{
    /// <summary>What names the broker: its StatefulSet, selector or pod, or its address without Kubernetes.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace, or null without Kubernetes.</summary>
    public string? Namespace { get; init; }

    /// <summary>The kubeconfig's context, or null without Kubernetes.</summary>
    public string? Context { get; init; }

    /// <summary>The REST API's container port, or the address's port.</summary>
    public int Port { get; init; }

    /// <summary>"namespace/name", or the address; safe for a terminal.</summary>
    public override string ToString() => TerminalText.Sanitize(Namespace is null ? Name : $"{Namespace}/{Name}");
}
