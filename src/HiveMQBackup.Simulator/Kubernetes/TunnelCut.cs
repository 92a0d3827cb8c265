namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>How a port-forward breaks.</summary>
public enum TunnelCut
{
    /// <summary>The connection is reset; bytes still on their way are lost.</summary>
    Abort,

    /// <summary>An error text, then the normal end.</summary>
    ErrorChannel,

    /// <summary>The normal end in the middle of the data.</summary>
    EarlyClose,

    /// <summary>No more bytes; the connection stays open until the client closes it.</summary>
    Stall,
}
