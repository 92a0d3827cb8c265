namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>What a refused port-forward is about, and so what is worth trying next.</summary>
public enum RefusalAbout
{
    /// <summary>The pod or its node: the other protocol would be refused as well, but another pod might work.</summary>
    Pod,

    /// <summary>The protocol: a proxy on the way to the kubelet does not let it through, to any pod.</summary>
    Protocol,

    /// <summary>Either of the two.</summary>
    Unclear,
}
