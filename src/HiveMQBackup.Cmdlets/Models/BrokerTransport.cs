namespace HiveMQBackup.Cmdlets;

/// <summary>
/// The way to a broker's pods, as -Transport spells it. Not the client's own enumeration: a value type of the client in a
/// cmdlet would be resolved before the module can locate the client's assembly.
/// </summary>
public enum BrokerTransport
{
    /// <summary>A port-forward.</summary>
    PortForward,

    /// <summary>The API server's pod proxy.</summary>
    Proxy,

    /// <summary>The proxy if the cluster and the broker allow it, else a port-forward.</summary>
    Auto,
}
