namespace HiveMQBackup.Simulator.Kubernetes;

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
