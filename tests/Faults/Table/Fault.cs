namespace HiveMQBackup.Faults.Table;

/// <summary>What goes wrong.</summary>
internal enum Fault
{
    /// <summary>The tunnel's connection is reset.</summary>
    TunnelAbort,

    /// <summary>An error on channel 1.</summary>
    TunnelError,

    /// <summary>A clean close of the tunnel before its time.</summary>
    TunnelClose,

    /// <summary>The tunnel stays open and silent.</summary>
    TunnelStall,

    /// <summary>The node resets the connection.</summary>
    NodeReset,

    /// <summary>The node closes the connection in good order, short of what it promised.</summary>
    NodeClose,

    /// <summary>The node stops in the middle of its answer.</summary>
    NodeStall,

    /// <summary>503, twice.</summary>
    Short503,

    /// <summary>503 from one node for good; the other is fine.</summary>
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

    /// <summary>The next tunnel is refused with 500.</summary>
    Upgrade500,

    /// <summary>The next tunnel is refused with 404.</summary>
    Upgrade404,

    /// <summary>A login page instead of an answer.</summary>
    Garbage,

    /// <summary>No answer at all.</summary>
    NoAnswer,
}

/// <summary>When it goes wrong.</summary>
internal enum Phase
{
    /// <summary>While the broker is looked for.</summary>
    Resolve,

    /// <summary>At the first tunnel.</summary>
    Connect,

    /// <summary>At the create request, which the broker does not process.</summary>
    CreateBefore,

    /// <summary>At the create request, which the broker has processed.</summary>
    CreateAfter,

    /// <summary>While a backup is waited for.</summary>
    Poll,

    /// <summary>At the list of backups.</summary>
    List,

    /// <summary>At a file's request, before its first byte.</summary>
    Headers,

    /// <summary>After the file's first byte.</summary>
    FirstByte,

    /// <summary>In the middle of the file; the fault of an answer follows a cut there.</summary>
    Middle,

    /// <summary>Before the file's last byte.</summary>
    LastByte,
}
