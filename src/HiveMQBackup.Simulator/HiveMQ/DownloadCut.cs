namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>How a node ends a download before its time.</summary>
public enum DownloadCut
{
    /// <summary>The TCP connection is reset; bytes still on their way are lost.</summary>
    Reset,

    /// <summary>The connection is closed without a reset, short of the announced Content-Length.</summary>
    EarlyEnd,

    /// <summary>No more bytes; the connection stays open until the client closes it.</summary>
    Stall,
}
