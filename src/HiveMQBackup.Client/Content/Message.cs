namespace HiveMQBackup.Client.Content;

/// <summary>A message, retained or queued.</summary>
public abstract class Message : BackupRecord
{
    /// <summary>The topic; null where there is none, as in a queued PUBREL.</summary>
    public string? Topic { get; internal set; }

    /// <summary>The payload; null if it was not kept, or there is none.</summary>
    public ReadOnlyMemory<byte>? Payload { get; internal set; }

    /// <summary>The payload's length in bytes.</summary>
    public long PayloadLength { get; internal set; }

    /// <summary>The quality of service: 0, 1 or 2.</summary>
    public int? QoS { get; internal set; }

    /// <summary>When the broker received it.</summary>
    public DateTimeOffset? Timestamp { get; internal set; }

    /// <summary>For how many seconds the message is valid; null if it never expires.</summary>
    public long? MessageExpiryInterval { get; internal set; }

    /// <summary>The topic for a response.</summary>
    public string? ResponseTopic { get; internal set; }

    /// <summary>The content type.</summary>
    public string? ContentType { get; internal set; }

    /// <summary>The correlation data.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; internal set; }

    /// <summary>0: bytes; 1: UTF-8 text; null: not specified.</summary>
    public int? PayloadFormatIndicator { get; internal set; }

    /// <summary>The user properties, in their order; names can repeat.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; internal set; } = [];
}

/// <summary>A user property of MQTT 5.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
public sealed record UserProperty(string Name, string Value);

/// <summary>The retained message of a topic.</summary>
public sealed class RetainedMessage : Message
{
    internal override RecordKinds Kind => RecordKinds.RetainedMessage;
}

/// <summary>A message that waits for its client.</summary>
public sealed class QueuedMessage : Message
{
    internal override RecordKinds Kind => RecordKinds.QueuedMessage;

    /// <summary>PUBLISH or PUBREL.</summary>
    public string? PacketType { get; internal set; }

    /// <summary>The packet identifier; 0 until the message is sent.</summary>
    public int? PacketId { get; internal set; }

    /// <summary>The number that the broker gave to the message.</summary>
    public long? PublishId { get; internal set; }

    /// <summary>The name of the node that received the message.</summary>
    public string? PublishedAt { get; internal set; }

    /// <summary>The retain flag.</summary>
    public bool? Retain { get; internal set; }

    /// <summary>The flag of a message that may have been delivered before.</summary>
    public bool? DuplicateDelivery { get; internal set; }

    /// <summary>Whether it was queued because the topic has a retained message.</summary>
    public bool? FromRetainedMessage { get; internal set; }

    /// <summary>The identifiers of the subscriptions that match.</summary>
    public IReadOnlyList<int> SubscriptionIdentifiers { get; internal set; } = [];
}
