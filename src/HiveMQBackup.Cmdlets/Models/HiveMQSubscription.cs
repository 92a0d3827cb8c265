using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets;

/// <summary>A subscription of a client session, from a backup file.</summary>
public sealed class HiveMQSubscription : HiveMQBackupContent
{
    internal HiveMQSubscription(Subscription subscription)
        : base(subscription, HiveMQContentKind.Subscription)
    {
        ClientId = subscription.ClientId;
        Topic = subscription.Topic;
        QoS = subscription.QoS;
        NoLocal = subscription.NoLocal;
        RetainAsPublished = subscription.RetainAsPublished;
        RetainHandling = subscription.RetainHandling;
        SubscriptionIdentifier = subscription.SubscriptionIdentifier;
    }

    /// <summary>The client's id; null in a shared subscription.</summary>
    public string? ClientId { get; }

    /// <summary>The topic filter.</summary>
    public string? Topic { get; }

    /// <summary>The greatest quality of service: 0, 1 or 2.</summary>
    public int? QoS { get; }

    /// <summary>Whether the client does not get its own messages.</summary>
    public bool? NoLocal { get; }

    /// <summary>Whether the client gets the retain flag as it was published.</summary>
    public bool? RetainAsPublished { get; }

    /// <summary>0: retained messages are sent at each subscribe; 1: only for a new subscription; 2: never.</summary>
    public int? RetainHandling { get; }

    /// <summary>The subscription identifier.</summary>
    public int? SubscriptionIdentifier { get; }

    /// <summary>The client's id and the topic filter, safe for a terminal.</summary>
    public override string ToString() => TerminalText.Shorten($"{ClientId} {Topic}");
}
