namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The subprotocols of port-forwards over WebSockets that an API server may know.</summary>
public static class PortForwardSubprotocols
{
    /// <summary>The frames of SPDY in binary messages; from Kubernetes 1.31 on.</summary>
    public const string Spdy = "SPDY/3.1+portforward.k8s.io";

    /// <summary>Each message begins with its channel; in all versions.</summary>
    public const string Channels = "v4.channel.k8s.io";
}
