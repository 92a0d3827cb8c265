namespace HiveMQBackup.Client.Content;

/// <summary>Reads the entry of a client session, or of a shared subscription: subscriptions and messages first, the session at the end with its counts.</summary>
/// <param name="cursor">The XML.</param>
/// <param name="values">Reads the values.</param>
/// <param name="messages">Reads the queued messages.</param>
/// <param name="findings">Receives what is found.</param>
internal sealed class SessionReader(XmlCursor cursor, Values values, MessageReader messages, Findings findings)
{
    /// <summary>Reads a client session, at its root element.</summary>
    internal IEnumerable<BackupRecord> Session(string node)
    {
        var session = Attributes(node);
        foreach (var record in Children(node, session.ClientId))
        {
            Count(session, record);
            yield return record;
        }
        findings.Counts.ClientSessions++;
        yield return session;
    }

    /// <summary>Reads a shared subscription, at its root element. Its own attributes are not known.</summary>
    internal IEnumerable<BackupRecord> SharedSubscription(string node)
    {
        foreach (var record in Children(node, null)) yield return record;
        findings.Counts.SharedSubscriptions++;
    }

    private ClientSession Attributes(string node)
    {
        string? id = null, disconnected = null, expiry = null, exported = null;
        var isBase64 = false;
        foreach (var (name, value) in cursor.Attributes())
        {
            switch (name)
            {
                case "client-id": id = value; break;
                case "client-id-base64": isBase64 = values.Flag(name, value) ?? false; break;
                case "disconnected-since": disconnected = value; break;
                case "session-expiry-interval": expiry = value; break;
                case "hivemq-version": findings.AddVersion(value); break;
                case "exported-at": exported = value; break;
                default: findings.Counts.UnknownElements++; break;
            }
        }
        if (id is null) values.Missing("client-id");
        var session = new ClientSession { Node = node, ClientId = id is null ? null : values.String("client-id", id, isBase64) };
        if (disconnected is not null) session.DisconnectedSince = values.Time("disconnected-since", disconnected);
        if (expiry is not null) session.SessionExpiryInterval = values.Interval("session-expiry-interval", expiry);
        if (exported is not null) session.ExportedAt = values.Exported("exported-at", exported);
        return session;
    }

    private static void Count(ClientSession session, BackupRecord record)
    {
        if (record is Subscription) session.Subscriptions++;
        if (record is not QueuedMessage message) return;
        session.QueuedMessages++;
        session.QueuedBytes += message.PayloadLength;
    }

    private IEnumerable<BackupRecord> Children(string node, string? clientId)
    {
        if (!cursor.Enter()) yield break;
        while (cursor.Next())
        {
            switch (cursor.Name)
            {
                case "subscriptions":
                    foreach (var subscription in values.Children("subscription", () => Subscription(node, clientId)))
                    {
                        findings.Counts.Subscriptions++;
                        yield return subscription;
                    }
                    break;
                case "queued-messages":
                    foreach (var message in values.Children("queued-message", () => messages.Queued(node, clientId)))
                    {
                        findings.Counts.QueuedMessages++;
                        findings.Counts.QueuedBytes += message.PayloadLength;
                        yield return message;
                    }
                    break;
                default:
                    values.SkipUnknown();
                    break;
            }
        }
    }

    private Subscription Subscription(string node, string? clientId)
    {
        var subscription = new Subscription { Node = node, ClientId = clientId };
        string? topic = null;
        var isBase64 = false;
        if (!cursor.Enter()) return subscription;
        while (cursor.Next())
        {
            switch (cursor.Name)
            {
                case "exported-at": subscription.ExportedAt = values.Exported(); break;
                case "topic-base64": isBase64 = values.Flag() ?? false; break;
                case "topic": topic = cursor.Text(); break;
                case "qos": subscription.QoS = (int?)values.Number(0, 2); break;
                case "no-local": subscription.NoLocal = values.Flag(); break;
                case "retain-as-published": subscription.RetainAsPublished = values.Flag(); break;
                case "retain-handling": subscription.RetainHandling = (int?)values.Number(0, 2); break;
                case "subscription-identifier": subscription.SubscriptionIdentifier = (int?)values.Number(0, int.MaxValue); break;
                default: values.SkipUnknown(); break;
            }
        }
        if (topic is null) values.Missing("topic");
        else subscription.Topic = values.String("topic", topic, isBase64);
        return subscription;
    }
}
