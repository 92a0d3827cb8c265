namespace HiveMQBackup.Simulator;

/// <summary>How a port-forward breaks.</summary>
public enum TunnelCut
{
    /// <summary>The connection of the WebSocket is reset, without a close frame; bytes still on their way are lost.</summary>
    Abort,

    /// <summary>An error text on channel 1, then close 1000.</summary>
    ErrorChannel,

    /// <summary>A clean close 1000 in the middle of the data.</summary>
    EarlyClose,

    /// <summary>No more bytes; the connection stays open until the client goes.</summary>
    Stall,
}
