namespace HiveMQBackup.Cmdlets;

/// <summary>
/// The way to a broker's pods, as -Transport spells it. Not the client's own enumeration: a value type of the client in a
/// cmdlet would be looked for before the module can say where it is.
/// </summary>
public enum BrokerTransport
{
    /// <summary>A port-forward.</summary>
    PortForward,

    /// <summary>The API server's pod proxy.</summary>
    Proxy,

    /// <summary>The proxy where cluster and broker allow it, else a port-forward.</summary>
    Auto,
}
