using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets;

/// <summary>A message of a backup file, retained or queued.</summary>
public abstract class HiveMQMessage : HiveMQBackupContent
{
    private protected HiveMQMessage(Message message, HiveMQContentKind kind)
        : base(message, kind)
    {
        Topic = message.Topic;
        Payload = message.Payload?.ToArray();
        PayloadLength = message.PayloadLength;
        QoS = message.QoS;
        Timestamp = message.Timestamp;
        MessageExpiryInterval = message.MessageExpiryInterval;
        ResponseTopic = message.ResponseTopic;
        ContentType = message.ContentType;
        CorrelationData = message.CorrelationData?.ToArray();
        PayloadFormatIndicator = message.PayloadFormatIndicator;
        UserProperties = new([.. message.UserProperties.Select(property => new HiveMQUserProperty(property))]);
    }

    /// <summary>The topic; null where there is none, as in a queued PUBREL.</summary>
    public string? Topic { get; }

    /// <summary>The payload; null if there is none.</summary>
    public byte[]? Payload { get; }

    /// <summary>The payload as text, if it is UTF-8 without control characters other than tabs and line ends; else null.</summary>
    public string? PayloadText => Payload is null ? null : Views.PayloadText.Of(Payload);

    /// <summary>The payload's length in bytes.</summary>
    public long PayloadLength { get; }

    /// <summary>The quality of service: 0, 1 or 2.</summary>
    public int? QoS { get; }

    /// <summary>When the broker received it.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>For how many seconds the message is valid; null if it never expires.</summary>
    public long? MessageExpiryInterval { get; }

    /// <summary>The topic for a response.</summary>
    public string? ResponseTopic { get; }

    /// <summary>The content type.</summary>
    public string? ContentType { get; }

    /// <summary>The correlation data.</summary>
    public byte[]? CorrelationData { get; }

    /// <summary>0: bytes; 1: UTF-8 text; null: not specified.</summary>
    public int? PayloadFormatIndicator { get; }

    /// <summary>The user properties, in their order; names can repeat.</summary>
    public HiveMQContentList<HiveMQUserProperty> UserProperties { get; }
}
