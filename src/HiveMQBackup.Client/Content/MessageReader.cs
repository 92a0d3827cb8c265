using System.Xml;

namespace HiveMQBackup.Client.Content;

/// <summary>Reads messages.</summary>
/// <param name="cursor">The XML.</param>
/// <param name="values">Reads the values.</param>
/// <param name="keepsPayload">Whether the payload of a message is to be kept, from what is known of it before the payload.</param>
internal sealed class MessageReader(XmlCursor cursor, Values values, Func<Message, bool> keepsPayload)
{
    /// <summary>The greatest length of an MQTT packet in bytes, and so of a payload.</summary>
    internal const long LongestPayload = 256 * 1024 * 1024 - 1;

    // MQTT 5, 2.2.2.2: the identifier of the property, and the length of each of its two strings.
    private const int PropertyOverhead = 5;

    private string? _topic;
    private string _lastType = "";
    private string _lastNode = "";
    private bool _isTopicBase64;
    private long _propertyBytes;

    /// <summary>Reads a retained message, at its element.</summary>
    internal RetainedMessage Retained(string node)
    {
        var message = new RetainedMessage { Node = node };
        Read(message, ReadCommon);
        if (message.Topic is null) values.Missing("topic");
        return message;
    }

    /// <summary>Reads a queued message, at its element.</summary>
    internal QueuedMessage Queued(string node, string? clientId)
    {
        var message = new QueuedMessage { Node = node, ClientId = clientId };
        Read(message, read => ReadQueued((QueuedMessage)read));
        if (message.Topic is null && message.PacketType is null or "PUBLISH") values.Missing("topic");
        return message;
    }

    private void Read<T>(T message, Action<T> readElement)
        where T : Message
    {
        (_topic, _isTopicBase64, _propertyBytes) = (null, false, 0);
        if (!cursor.Enter()) return;
        while (cursor.Next()) readElement(message);
    }

    private void ReadQueued(QueuedMessage message)
    {
        switch (cursor.Name)
        {
            case "type": message.PacketType = _lastType = values.Word(_lastType); break;
            case "packet-id": message.PacketId = (int?)values.Number(0, ushort.MaxValue); break;
            case "publish-id": message.PublishId = values.Number(long.MinValue, long.MaxValue); break;
            case "cluster-id": message.PublishedAt = _lastNode = values.Word(_lastNode); break;
            case "retained": message.Retain = values.Flag(); break;
            case "duplicate-delivery": message.DuplicateDelivery = values.Flag(); break;
            case "from-retained-message": message.FromRetainedMessage = values.Flag(); break;
            case "subscription-identifiers": message.SubscriptionIdentifiers = Identifiers(); break;
            default: ReadCommon(message); break;
        }
    }

    private void ReadCommon(Message message)
    {
        switch (cursor.Name)
        {
            case "exported-at": message.ExportedAt = values.Exported(); break;
            case "topic-base64": ReadTopicEncoding(message); break;
            case "topic": ReadTopic(message); break;
            case "timestamp": message.Timestamp = values.Time(); break;
            case "message": ReadPayload(message); break;
            case "qos": message.QoS = (int?)values.Number(0, 2); break;
            case "message-expiry-interval": message.MessageExpiryInterval = values.Interval(); break;
            case "response-topic": message.ResponseTopic = values.Base64String(); break;
            case "content-type": message.ContentType = values.Base64String(); break;
            case "correlation-data": message.CorrelationData = values.Base64Bytes(); break;
            case "payload-format-indicator": message.PayloadFormatIndicator = (int?)values.Number(0, 1); break;
            case "user-properties": message.UserProperties = UserProperties(keepsPayload(message)); break;
            default: values.SkipUnknown(); break;
        }
    }

    private void ReadTopicEncoding(Message message)
    {
        _isTopicBase64 = values.Flag() ?? false;
        if (_topic is not null) message.Topic = values.String("topic", _topic, _isTopicBase64);
    }

    private void ReadTopic(Message message)
    {
        _topic = cursor.Text();
        message.Topic = values.String("topic", _topic, _isTopicBase64);
    }

    private void ReadPayload(Message message)
    {
        if (!keepsPayload(message))
        {
            message.PayloadLength = cursor.Base64(null, LongestPayload);
            return;
        }
        var payload = values.Base64Bytes(LongestPayload);
        message.Payload = payload;
        message.PayloadLength = payload.Length;
    }

    private List<int> Identifiers()
    {
        var identifiers = new List<int>();
        foreach (var number in values.Children("subscription-identifier", () => values.Number(0, int.MaxValue)))
        {
            // All are read, so that the cursor goes past the list.
            if (number is { } identifier && identifiers.Count < ushort.MaxValue) identifiers.Add((int)identifier);
        }
        return identifiers;
    }

    private List<UserProperty> UserProperties(bool keep)
    {
        var properties = new List<UserProperty>();
        foreach (var property in values.Children("user-property", UserProperty))
        {
            if (!keep) continue;
            properties.Add(property);
            _propertyBytes += property.Name.Length + property.Value.Length + PropertyOverhead;
            if (_propertyBytes > LongestPayload) throw new XmlException($"The user properties of a message are longer than {ByteSize.Text(LongestPayload)}, the limit of MQTT.");
        }
        return properties;
    }

    private UserProperty UserProperty()
    {
        var (name, value) = ("", "");
        if (!cursor.Enter()) return new UserProperty(name, value);
        while (cursor.Next())
        {
            switch (cursor.Name)
            {
                case "name": name = values.Base64String() ?? ""; break;
                case "value": value = values.Base64String() ?? ""; break;
                default: values.SkipUnknown(); break;
            }
        }
        return new UserProperty(name, value);
    }
}
