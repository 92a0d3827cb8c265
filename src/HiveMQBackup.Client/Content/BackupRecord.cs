namespace HiveMQBackup.Client.Content;

/// <summary>One thing that a backup file holds.</summary>
public abstract class BackupRecord
{
    /// <summary>The name of the node that exported it.</summary>
    public required string Node { get; init; }

    /// <summary>The client's id; null for a retained message, and in a shared subscription.</summary>
    public string? ClientId { get; init; }

    /// <summary>When the node exported it.</summary>
    public DateTimeOffset? ExportedAt { get; internal set; }

    internal abstract RecordKinds Kind { get; }
}

/// <summary>The kinds of what a backup file holds.</summary>
[Flags]
public enum RecordKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Retained messages.</summary>
    RetainedMessage = 1,

    /// <summary>Client sessions.</summary>
    ClientSession = 2,

    /// <summary>Subscriptions of client sessions.</summary>
    Subscription = 4,

    /// <summary>Messages that wait for their client.</summary>
    QueuedMessage = 8,

    /// <summary>All of them.</summary>
    All = RetainedMessage | ClientSession | Subscription | QueuedMessage,
}
