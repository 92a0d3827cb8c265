namespace HiveMQBackup.Client.Content;

/// <summary>What the test of a backup file found.</summary>
public sealed record BackupReport
{
    /// <summary>The file's path.</summary>
    public required string Path { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The SHA-256 of the file, in lower-case hexadecimal; empty if it was not requested.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What is wrong, in the order of the file; only the first ones if there are very many.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>What the file holds.</summary>
    public required ContentCounts Counts { get; init; }

    /// <summary>The versions of HiveMQ that exported it; in most cases one.</summary>
    public required IReadOnlyList<string> HiveMQVersions { get; init; }

    /// <summary>The names of the nodes that exported it.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>The earliest time of the export.</summary>
    public required DateTimeOffset? ExportedAt { get; init; }

    /// <summary>The latest time of the export.</summary>
    public required DateTimeOffset? ExportedUntil { get; init; }

    /// <summary>Whether the file is a whole and readable backup.</summary>
    public bool IsValid => Problems.Count == 0;
}

/// <summary>How much of each kind a backup file holds.</summary>
public sealed record ContentCounts
{
    /// <summary>The number of retained messages.</summary>
    public long RetainedMessages { get; internal set; }

    /// <summary>The number of client sessions.</summary>
    public long ClientSessions { get; internal set; }

    /// <summary>The number of subscriptions of client sessions.</summary>
    public long Subscriptions { get; internal set; }

    /// <summary>The number of queued messages.</summary>
    public long QueuedMessages { get; internal set; }

    /// <summary>The length of the payloads of the queued messages in bytes.</summary>
    public long QueuedBytes { get; internal set; }

    /// <summary>The number of shared subscriptions.</summary>
    public long SharedSubscriptions { get; internal set; }

    /// <summary>The number of entries that this version does not know; they are checked, but not read.</summary>
    public long UnknownEntries { get; internal set; }

    /// <summary>The number of elements and attributes that this version does not know.</summary>
    public long UnknownElements { get; internal set; }

    /// <summary>Adds other counts to these.</summary>
    internal void Add(ContentCounts other)
    {
        RetainedMessages += other.RetainedMessages;
        ClientSessions += other.ClientSessions;
        Subscriptions += other.Subscriptions;
        QueuedMessages += other.QueuedMessages;
        QueuedBytes += other.QueuedBytes;
        SharedSubscriptions += other.SharedSubscriptions;
        UnknownEntries += other.UnknownEntries;
        UnknownElements += other.UnknownElements;
    }
}
