namespace HiveMQBackup.Client.Content;

/// <summary>A subscription of a client session.</summary>
public sealed class Subscription : BackupRecord
{
    internal override RecordKinds Kind => RecordKinds.Subscription;

    /// <summary>The topic filter.</summary>
    public string? Topic { get; internal set; }

    /// <summary>The greatest quality of service: 0, 1 or 2.</summary>
    public int? QoS { get; internal set; }

    /// <summary>Whether the client does not get its own messages.</summary>
    public bool? NoLocal { get; internal set; }

    /// <summary>Whether the client gets the retain flag as it was published.</summary>
    public bool? RetainAsPublished { get; internal set; }

    /// <summary>0: retained messages are sent at each subscribe; 1: only for a new subscription; 2: never.</summary>
    public int? RetainHandling { get; internal set; }

    /// <summary>The subscription identifier.</summary>
    public int? SubscriptionIdentifier { get; internal set; }
}

/// <summary>A client's session.</summary>
public sealed class ClientSession : BackupRecord
{
    internal override RecordKinds Kind => RecordKinds.ClientSession;

    /// <summary>When the client disconnected; null if it was connected.</summary>
    public DateTimeOffset? DisconnectedSince { get; internal set; }

    /// <summary>For how many seconds the session stays after the client has disconnected; null if it never expires.</summary>
    public long? SessionExpiryInterval { get; internal set; }

    /// <summary>The number of subscriptions.</summary>
    public long Subscriptions { get; internal set; }

    /// <summary>The number of queued messages.</summary>
    public long QueuedMessages { get; internal set; }

    /// <summary>The length of the payloads of the queued messages in bytes.</summary>
    public long QueuedBytes { get; internal set; }
}
