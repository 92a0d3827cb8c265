using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>What the views show of the content of a backup. The objects have the exact values, which can contain escape sequences; the views do not.</summary>
/// <param name="content">The object, also one that has been deserialized.</param>
public sealed class ContentView(PSObject content)
{
    /// <summary>The kind, in a word.</summary>
    public string ShortKind => Kind switch
    {
        "RetainedMessage" => "Retained",
        "ClientSession" => "Session",
        "Subscription" => "Subscr.",
        "QueuedMessage" => "Queued",
        _ => Kind,
    };

    /// <summary>What is in it: the beginning of a payload, the options of a subscription, or the counts of a session.</summary>
    public string Content => Kind switch
    {
        "ClientSession" => $"{Subscriptions} subscr., {QueuedMessages} queued",
        "Subscription" => Options,
        _ => Payload,
    };

    /// <summary>The length of the payload, or of all of a session.</summary>
    public string Size => BackupView.Size(Member.Value<long>(content, "PayloadLength") ?? Member.Value<long>(content, "QueuedBytes"));

    /// <summary>When the message was received, or since when a client is not connected, to the minute.</summary>
    public string Minute => BackupView.Minute(Member.Time(content, nameof(Timestamp)) ?? Member.Time(content, nameof(DisconnectedSince)));

    /// <summary>The node.</summary>
    public string Node => Text(nameof(Node));

    /// <summary>The client's id.</summary>
    public string ClientId => Text(nameof(ClientId));

    /// <summary>The topic, or the topic filter.</summary>
    public string Topic => Text(nameof(Topic));

    /// <summary>PUBLISH or PUBREL.</summary>
    public string PacketType => Text(nameof(PacketType));

    /// <summary>The node that received the message.</summary>
    public string PublishedAt => Text(nameof(PublishedAt));

    /// <summary>The topic for a response.</summary>
    public string ResponseTopic => Text(nameof(ResponseTopic));

    /// <summary>The content type.</summary>
    public string ContentType => Text(nameof(ContentType));

    /// <summary>The time.</summary>
    public string Timestamp => BackupView.Time(Member.Time(content, nameof(Timestamp)));

    /// <summary>The time of the export.</summary>
    public string ExportedAt => BackupView.Time(Member.Time(content, nameof(ExportedAt)));

    /// <summary>Since when the client is not connected.</summary>
    public string DisconnectedSince => Member.Time(content, nameof(DisconnectedSince)) is { } time ? BackupView.Time(time) : "connected";

    /// <summary>For how long the session stays.</summary>
    public string SessionExpiryInterval => Interval(nameof(SessionExpiryInterval));

    /// <summary>For how long the message is valid.</summary>
    public string MessageExpiryInterval => Interval(nameof(MessageExpiryInterval));

    /// <summary>The payload's length, with the exact number of bytes.</summary>
    public string PayloadSizeWithBytes => BackupView.SizeWithBytes(Member.Value<long>(content, "PayloadLength"));

    /// <summary>The beginning of the payload, as text or hexadecimal.</summary>
    public string Payload => Member.Bytes(content, nameof(Payload)) is { } payload ? PayloadText.BeginningOf(payload) : "";

    /// <summary>The correlation data.</summary>
    public string CorrelationData => Member.Bytes(content, nameof(CorrelationData)) is { } data ? PayloadText.Hex(data) : "";

    /// <summary>The user properties.</summary>
    public string UserProperties => TerminalText.Shorten(string.Join("; ", Member.Texts(content, nameof(UserProperties))), 2000);

    /// <summary>The subscription identifiers.</summary>
    public string SubscriptionIdentifiers => string.Join("; ", Member.Texts(content, nameof(SubscriptionIdentifiers)));

    /// <summary>The number of a session's subscriptions.</summary>
    public string Subscriptions => BackupView.Count(Member.Value<long>(content, nameof(Subscriptions)));

    /// <summary>The number of a session's queued messages.</summary>
    public string QueuedMessages => BackupView.Count(Member.Value<long>(content, nameof(QueuedMessages)));

    /// <summary>The length of their payloads, with the exact number of bytes.</summary>
    public string QueuedSizeWithBytes => BackupView.SizeWithBytes(Member.Value<long>(content, "QueuedBytes"));

    /// <summary>The options of a subscription that differ from MQTT's defaults.</summary>
    public string Options => string.Join(", ", new[]
    {
        Member.Value<bool>(content, "NoLocal") == true ? "no-local" : null,
        Member.Value<bool>(content, "RetainAsPublished") == true ? "retain-as-published" : null,
        Member.Value<int>(content, "RetainHandling") is > 0 and var handling ? $"retain-handling {handling}" : null,
        Member.Value<int>(content, "SubscriptionIdentifier") is > 0 and var id ? $"id {id}" : null,
    }.OfType<string>());

    private string Kind => Member.Text(content, nameof(Kind)) ?? "";

    /// <summary>All in a line, for a list among objects of other types.</summary>
    public override string ToString() => string.Join("  ", new[] { ClientId, Topic, Size, Content }.Where(text => text.Length > 0));

    private string Text(string name) => TerminalText.Shorten(Member.Text(content, name), 2000);

    private string Interval(string name) => Member.Value<long>(content, name) is { } seconds ? $"{BackupView.Count(seconds)} s" : "never";
}
