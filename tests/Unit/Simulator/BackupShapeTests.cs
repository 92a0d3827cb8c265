using System.Xml.Linq;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>A test chooses what is in a simulated backup, and finds exactly that in its file.</summary>
public sealed class BackupShapeTests
{
    private const string Id = "20200506-081317";

    // What HiveMQ 4.42 and 4.3 write, in their order.
    private static readonly string[] SubscriptionElements =
        ["exported-at", "topic-base64", "topic", "qos", "no-local", "retain-as-published", "retain-handling", "subscription-identifier"];

    private static readonly string[] QueuedElements =
    [
        "exported-at", "type", "packet-id", "from-retained-message", "publish-id", "cluster-id", "topic-base64", "topic", "response-topic", "content-type",
        "message", "correlation-data", "retained", "duplicate-delivery", "timestamp", "qos", "message-expiry-interval", "payload-format-indicator",
        "user-properties", "subscription-identifiers",
    ];

    private static readonly string[] RetainedElements =
    [
        "exported-at", "topic-base64", "topic", "timestamp", "message", "qos", "message-expiry-interval", "content-type", "response-topic",
        "correlation-data", "payload-format-indicator", "user-properties",
    ];

    private static readonly string[] OfMqtt5 =
        ["subscription-identifier", "response-topic", "content-type", "correlation-data", "payload-format-indicator", "user-properties", "subscription-identifiers"];

    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(1, 0, 0, 0, 0, 1)]
    [InlineData(0, 0, 0, 1, 0, 1)]
    [InlineData(0, 0, 0, 2, 1, 2)]
    [InlineData(3, 1, 2, 4, 2, 2)]
    [InlineData(7, 5, 4, 199, 3, 2)]
    [InlineData(7, 0, 1, 201, 100, 2)]
    [InlineData(2, 4, 0, 1000, 1000, 2)]
    [InlineData(2, 1, 3, 1, 100_000, 2)]
    [InlineData(1, 1, 2, 0, 3_000_001, 1)]
    public void The_file_has_what_was_chosen(int sessions, int subscriptions, int queued, int retained, int payload, int nodes)
    {
        var file = SimulatedFile.OfShape(Id, new BackupShape
        {
            Sessions = sessions,
            SubscriptionsPerSession = subscriptions,
            QueuedPerSession = queued,
            RetainedMessages = retained,
            PayloadBytes = payload,
        });

        var read = ReadBackup.Of(file);

        Assert.Equivalent(file.Counts, read.Counts);
        Assert.Equal((sessions, sessions * subscriptions, sessions * queued, retained), (read.Sessions.Count, read.Subscriptions.Count, read.Queued.Count, read.Retained.Count));
        Assert.All(read.Queued.Concat(read.Retained), message => Assert.Equal(payload, ReadBackup.PayloadBytes(message)));
        Assert.Equal(nodes, file.Counts.Nodes.Count);
    }

    [Fact]
    public void More_than_65_535_entries_need_ZIP64_and_are_read()
    {
        var file = SimulatedFile.OfShape(Id, new BackupShape { Sessions = 66_000, SubscriptionsPerSession = 0 });

        Assert.Equivalent(file.Counts, ReadBackup.Of(file).Counts);
    }

    [Fact]
    public void Sessions_have_the_names_times_and_attributes_of_HiveMQ()
    {
        var read = ReadBackup.Of(SimulatedFile.OfShape(Id, new BackupShape { Sessions = 1235, SubscriptionsPerSession = 0 }));

        Assert.Equal("client-sessions/", read.Names[0]);
        Assert.Matches("^client-sessions/[A-Za-z0-9]{5}-pump-00001234-0\\.xml$", read.Names[^1]);
        var session = read.Sessions[^1];
        Assert.Equal(
            ["client-id-base64", "client-id", "disconnected-since", "session-expiry-interval", "hivemq-version", "exported-at"],
            session.Attributes().Select(attribute => attribute.Name.LocalName));
        Assert.Equal(("pump-00001234", "4.42.0"), (session.Attribute("client-id")!.Value, session.Attribute("hivemq-version")!.Value));
        var exported = DateTimeOffset.FromUnixTimeMilliseconds((long)session.Attribute("exported-at")!);
        Assert.InRange(exported, new DateTimeOffset(2020, 5, 6, 8, 13, 17, TimeSpan.Zero), new DateTimeOffset(2020, 5, 6, 8, 14, 18, TimeSpan.Zero));
        Assert.Equal(read.Sessions.Count, read.Sessions.Select(s => s.Attribute("client-id")!.Value).Distinct().Count());
    }

    [Fact]
    public void Messages_and_subscriptions_have_the_elements_of_HiveMQ_with_and_without_those_of_MQTT_5()
    {
        var read = ReadBackup.Of(SimulatedFile.OfShape(Id, new BackupShape { Sessions = 2, SubscriptionsPerSession = 3, QueuedPerSession = 4, RetainedMessages = 20 }));

        AssertElements(SubscriptionElements, read.Subscriptions);
        AssertElements(QueuedElements, read.Queued);
        AssertElements(RetainedElements, read.Retained);
        Assert.Contains(read.Subscriptions, subscription => subscription.Element("topic")!.Value.StartsWith("$share/", StringComparison.Ordinal));
        Assert.All(read.Queued, message => Assert.Equal("PUBLISH", message.Element("type")!.Value));
        Assert.Equal(["0", "1", "2"], read.Retained.Concat(read.Subscriptions).Select(element => element.Element("qos")!.Value).Distinct().Order());
        Assert.Equal(read.Retained.Count, read.Retained.Select(message => message.Element("topic")!.Value).Distinct().Count());
    }

    [Fact]
    public void An_entry_of_4_GB_is_refused()
    {
        var tooLarge = new BackupShape { Sessions = 1, QueuedPerSession = 4000, PayloadBytes = 1_000_000 };

        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedFile.OfShape(Id, tooLarge));
    }

    [Fact]
    public async Task A_node_sends_backups_with_the_chosen_numbers_and_a_store_of_another_process_shows_the_same()
    {
        using var folder = new TempFolder();
        var shape = new BackupShape { Sessions = 5, QueuedPerSession = 2, RetainedMessages = 3 };
        var store = BackupStore.InDirectory(folder["store"]);
        store.NewBackupShape = shape;
        store.BackupDuration = TimeSpan.Zero;
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Backups = store }, Test.Cancel);
        var created = node.Backups.Create();
        var expected = SimulatedFile.OfShape(created.Id, shape);
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(node.Address, $"/api/v1/management/files/backups/{created.Id}"), Test.Cancel);
        var bytes = await response.Content.ReadAsByteArrayAsync(Test.Cancel);

        Assert.Equal(expected.Sha256(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        Assert.Equal($"{created.Id}.hivemq-4.42.0.backup", response.Content.Headers.ContentDisposition!.FileName);
        var elsewhere = BackupStore.InDirectory(folder["store"]).Find(created.Id)!;
        Assert.Equal((expected.Length, expected.Sha256()), (elsewhere.Bytes, elsewhere.Sha256()));
    }

    // Each element in its order; those of MQTT 5 only in some.
    private static void AssertElements(string[] all, List<XElement> elements)
    {
        var orders = elements.Select(element => element.Elements().Select(child => child.Name.LocalName).ToArray()).ToArray();
        Assert.Contains(orders, order => order.SequenceEqual(all));
        Assert.Contains(orders, order => order.SequenceEqual(all.Except(OfMqtt5)));
        Assert.All(orders, order => Assert.True(order.SequenceEqual(all) || order.SequenceEqual(all.Except(OfMqtt5))));
    }
}
