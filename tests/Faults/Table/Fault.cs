namespace HiveMQBackup.Faults.Table;

/// <summary>The fault.</summary>
internal enum Fault
{
    /// <summary>The tunnel's connection is reset.</summary>
    TunnelAbort,

    /// <summary>An error on channel 1.</summary>
    TunnelError,

    /// <summary>A clean close of the tunnel before its time.</summary>
    TunnelClose,

    /// <summary>The tunnel stays open and idle.</summary>
    TunnelStall,

    /// <summary>The node resets the connection.</summary>
    NodeReset,

    /// <summary>The node closes the connection without a reset before the end of the response.</summary>
    NodeClose,

    /// <summary>The node stops in the middle of its response.</summary>
    NodeStall,

    /// <summary>503, twice.</summary>
    Short503,

    /// <summary>503 from one node, always; the other is healthy.</summary>
    Long503,

    /// <summary>The Content-Length is longer than what was listed.</summary>
    LengthLonger,

    /// <summary>The Content-Length is shorter than what was listed.</summary>
    LengthShorter,

    /// <summary>The pod is deleted; another one has the file.</summary>
    PodDeleted,

    /// <summary>The pod is deleted, and comes back.</summary>
    PodRecreated,

    /// <summary>The API server restarts.</summary>
    ApiRestart,

    /// <summary>The next tunnel is rejected with 500.</summary>
    Upgrade500,

    /// <summary>The next tunnel is rejected with 404.</summary>
    Upgrade404,

    /// <summary>A login page instead of a response.</summary>
    Garbage,

    /// <summary>No response at all.</summary>
    NoResponse,
}

internal static class FaultExtensions
{
    extension(Fault fault)
    {
        /// <summary>Whether it ends or rejects tunnels, so that the protocol matters.</summary>
        public bool IsOfTunnel => fault is <= Fault.TunnelStall or (>= Fault.PodDeleted and <= Fault.Upgrade404);
    }
}
