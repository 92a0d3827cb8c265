using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets;

/// <summary>A message that waits for its client, from a backup file.</summary>
public sealed class HiveMQQueuedMessage : HiveMQMessage
{
    internal HiveMQQueuedMessage(QueuedMessage message)
        : base(message, HiveMQContentKind.QueuedMessage)
    {
        ClientId = message.ClientId;
        PacketType = message.PacketType;
        PacketId = message.PacketId;
        PublishId = message.PublishId;
        PublishedAt = message.PublishedAt;
        Retain = message.Retain;
        DuplicateDelivery = message.DuplicateDelivery;
        FromRetainedMessage = message.FromRetainedMessage;
        SubscriptionIdentifiers = new([.. message.SubscriptionIdentifiers]);
    }

    /// <summary>The client's id; null in a shared subscription.</summary>
    public string? ClientId { get; }

    /// <summary>PUBLISH or PUBREL.</summary>
    public string? PacketType { get; }

    /// <summary>The packet identifier; 0 until the message is sent.</summary>
    public int? PacketId { get; }

    /// <summary>The number that the broker gave to the message.</summary>
    public long? PublishId { get; }

    /// <summary>The name of the node that received the message.</summary>
    public string? PublishedAt { get; }

    /// <summary>The retain flag.</summary>
    public bool? Retain { get; }

    /// <summary>The flag of a message that may have been delivered before.</summary>
    public bool? DuplicateDelivery { get; }

    /// <summary>Whether it was queued because the topic has a retained message.</summary>
    public bool? FromRetainedMessage { get; }

    /// <summary>The identifiers of the subscriptions that match.</summary>
    public HiveMQContentList<int> SubscriptionIdentifiers { get; }

    /// <summary>The client's id and the topic, safe for a terminal.</summary>
    public override string ToString() => TerminalText.Shorten($"{ClientId} {Topic}");
}
