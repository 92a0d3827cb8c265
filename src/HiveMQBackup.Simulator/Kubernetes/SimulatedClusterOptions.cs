namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>What a simulated cluster is like.</summary>
public sealed class SimulatedClusterOptions
{
    /// <summary>The API server's port; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>Whether the API server speaks TLS, with a certificate of its own CA.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>The token that every request must carry; null: none is needed, and none without TLS.</summary>
    public string? BearerToken { get; set; } = "simulator-token";

    /// <summary>Whether a client certificate is required instead of the token; needs TLS.</summary>
    public bool ClientCertificate { get; set; }

    /// <summary>What becomes of port-forwards over SPDY; those over WebSockets are always taken.</summary>
    public SpdySupport Spdy { get; set; }

    /// <summary>What the API server supports for port-forwards over WebSockets, preferred first: both as from Kubernetes 1.31 on, or only channels.</summary>
    public IReadOnlyList<string> Subprotocols { get; set; } = [PortForwardSubprotocols.Spdy, PortForwardSubprotocols.Channels];

    /// <summary>Whether an upgrade by GET requires the permission to create as well, as from Kubernetes 1.35 on; the rejection then has no reason.</summary>
    public bool CreateForEveryUpgrade { get; set; } = true;

    /// <summary>The namespace of the kubeconfig's context, and of what names no other.</summary>
    public string Namespace { get; set; } = "hivemq";

    /// <summary>Who the API server takes the client for.</summary>
    public string UserName { get; set; } = "system:serviceaccount:hivemq:simulator";

    /// <summary>The cluster's clock, and that of backups.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The StatefulSets at the start.</summary>
    public IList<StatefulSetOptions> StatefulSets { get; set; } = [new()];
}

/// <summary>What becomes of a port-forward over SPDY.</summary>
public enum SpdySupport
{
    /// <summary>It is taken.</summary>
    Taken,

    /// <summary>A gateway drops the upgrade: the API server responds that the request is a bad one.</summary>
    Dropped,

    /// <summary>A proxy that upgrades to nothing but WebSockets rejects SPDY with a 403 of its own, as Envoy does.</summary>
    RefusedByProxy,

    /// <summary>A gateway upgrades, and then ends the connection.</summary>
    Broken,
}
