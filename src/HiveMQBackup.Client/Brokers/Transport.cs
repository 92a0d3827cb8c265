namespace HiveMQBackup.Client.Brokers;

/// <summary>The way from here to a broker's pod.</summary>
public enum Transport
{
    /// <summary>A port-forward: a dedicated TCP connection to the pod. Works for every broker.</summary>
    PortForward,

    /// <summary>
    /// The API server's pod proxy: faster, and only for brokers without REST authentication, since the API server strips the
    /// Authorization header. Requires the permissions 'get' and, to create backups, 'create' as well on pods/proxy.
    /// </summary>
    Proxy,

    /// <summary>The proxy if the cluster and the broker allow it, else a port-forward.</summary>
    Auto,
}
