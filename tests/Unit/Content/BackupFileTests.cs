using System.Text;
using HiveMQBackup.Client.Content;
using static HiveMQBackup.Unit.Content.BackupXml;

namespace HiveMQBackup.Unit.Content;

/// <summary>The records that a backup file gives.</summary>
public sealed class BackupFileTests : IDisposable
{
    private readonly TestedFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void A_queued_message_has_all_its_properties()
    {
        _file.Write((SessionName, Session(Children())));

        var message = Assert.Single(_file.Read().OfType<QueuedMessage>());

        Assert.Equal(("D15NJ", "pump-17", "plant/3/state", 2), (message.Node, message.ClientId, message.Topic, message.QoS));
        Assert.Equal("payload", Encoding.UTF8.GetString(message.Payload!.Value.Span));
        Assert.Equal(7, message.PayloadLength);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1571323552525), message.Timestamp);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1755165821026), message.ExportedAt);
        Assert.Equal(86400, message.MessageExpiryInterval);
        Assert.Equal(("responseTopic", "String", 1), (message.ResponseTopic, message.ContentType, message.PayloadFormatIndicator));
        Assert.Equal([1, 2, 3], message.CorrelationData!.Value.ToArray());
        Assert.Equal([new UserProperty("prop", "value")], message.UserProperties);
        Assert.Equal(("PUBLISH", 3, 12L, "X51aB"), (message.PacketType, message.PacketId, message.PublishId, message.PublishedAt));
        Assert.Equal((false, true, true), (message.Retain, message.DuplicateDelivery, message.FromRetainedMessage));
        Assert.Equal([7, 8], message.SubscriptionIdentifiers);
    }

    [Fact]
    public void A_subscription_has_its_flags_and_a_session_its_counts()
    {
        _file.Write((SessionName, Session(Children(messages: QueuedXml + QueuedXml))));

        var records = _file.Read();

        var subscription = Assert.Single(records.OfType<Subscription>());
        Assert.Equal(("plant/+/state", 1, true, false, 2, 7), (subscription.Topic, subscription.QoS, subscription.NoLocal, subscription.RetainAsPublished, subscription.RetainHandling, subscription.SubscriptionIdentifier));
        var session = Assert.IsType<ClientSession>(records[^1]);
        Assert.Equal(("pump-17", 1L, 2L, 14L, null), (session.ClientId, session.Subscriptions, session.QueuedMessages, session.QueuedBytes, session.SessionExpiryInterval));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1571323552469), session.DisconnectedSince);
    }

    [Fact]
    public void A_connected_client_has_no_time_of_its_disconnect()
    {
        _file.Write((SessionName, Session("", "client-id=\"a\" session-expiry-interval=\"300\"")));

        var session = Assert.IsType<ClientSession>(Assert.Single(_file.Read()));

        Assert.Null(session.DisconnectedSince);
        Assert.Equal(300, session.SessionExpiryInterval);
    }

    [Fact]
    public void A_topic_and_a_client_in_base64_are_decoded()
    {
        _file.Write((RetainedName, Retained(Message("YQBi", isBase64: "true"))), (SessionName, Session("", "client-id-base64=\"true\" client-id=\"YQFi\"")));

        var records = _file.Read();

        Assert.Equal("a\0b", Assert.IsType<RetainedMessage>(records[0]).Topic);
        Assert.Equal("a\u0001b", records[1].ClientId);
    }

    // HiveMQ writes 4294967295 or one more for never.
    [Fact]
    public void A_message_that_never_expires_has_no_interval()
    {
        _file.Write((RetainedName, Retained(Message(more: "<message-expiry-interval>4294967296</message-expiry-interval>"), Message())));

        Assert.All(_file.Read(), record => Assert.Null(Assert.IsType<RetainedMessage>(record).MessageExpiryInterval));
    }

    [Fact]
    public void A_filter_selects_kinds_clients_and_topics()
    {
        _file.Write(
            (RetainedName, Retained(Message(), Message("a"))),
            (SessionName, Session(Children())),
            ("client-sessions/D15NJ-x-0.xml", Session(Children(), "client-id=\"other\"")));
        TopicFilter[] topics = [TopicFilter.TryParse("plant/+/state")!];

        Assert.Equal(2, _file.Read(new() { Kinds = RecordKinds.ClientSession }).Count);
        Assert.Equal(5, _file.Read(new() { Topics = topics }).Count);
        Assert.Equal(3, _file.Read(new() { ClientId = id => id == "other" }).Count);
        Assert.IsType<QueuedMessage>(Assert.Single(_file.Read(new() { Kinds = RecordKinds.QueuedMessage, ClientId = id => id == "other", Topics = topics })));
        Assert.IsType<RetainedMessage>(Assert.Single(_file.Read(new() { Topics = [TopicFilter.TryParse("a")!] })));
    }

    [Fact]
    public void A_payload_that_is_not_wanted_is_not_kept()
    {
        _file.Write((SessionName, Session(Children())));

        Assert.All(_file.Read(new() { Kinds = RecordKinds.ClientSession | RecordKinds.Subscription }), record => Assert.IsNotAssignableFrom<Message>(record));
    }

    [Fact]
    public void Reading_can_end_after_the_first_record()
    {
        _file.Write((RetainedName, Retained(Message(), Message())), (SessionName, "no XML"));

        var first = BackupFile.Read(_file.Path, new ContentFilter(), problem => Assert.Fail(problem.ToString()), Test.Cancel).First();

        Assert.IsType<RetainedMessage>(first);
        // Nothing holds the file any more.
        File.Open(_file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }
}
