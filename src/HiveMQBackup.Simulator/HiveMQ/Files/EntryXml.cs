namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>The entries of a backup: sessions, and files of retained messages.</summary>
internal sealed class EntryXml(BackupIdentity identity, BackupPlan plan)
{
    private readonly IReadOnlyDictionary<string, Field> _fields = BackupFields.Of(identity);
    private readonly MessageXml _messages = new(identity);

    /// <summary>The folder of the sessions.</summary>
    public ZipEntry SessionFolder => ZipEntry.Folder(Text("client-sessions/"), identity.Time);

    /// <summary>The folder of the retained messages.</summary>
    public ZipEntry RetainedFolder => ZipEntry.Folder(Text("retained-messages/"), identity.Time);

    /// <summary>The kinds of sessions, of MQTT 5 and of MQTT 3.1.1.</summary>
    public ZipEntry[] Sessions =>
    [
        new(Text(Pump.Name), identity.Time, Session(Pump, Queued(QueuedKinds(plan.HasProperties), plan.QueuedPerSession))),
        new(Text(Tank.Name), identity.Time, Session(Tank, Queued(QueuedKinds(properties: false), plan.QueuedPerSession))),
    ];

    /// <summary>The last session, with one message, which fills the file up.</summary>
    public ZipEntry LastSession(Filling filling)
    {
        var message = _messages.QueuedWithText(filling.Characters, plan.HasProperties);
        return new ZipEntry(Text(Pump.Name), identity.Time, Session(Pump, Queued([message], 1), filling.Blanks), filling.Blocks);
    }

    /// <summary>A file of so many retained messages.</summary>
    public ZipEntry Retained(long messages)
    {
        Content[] kinds =
        [
            _messages.Retained(plan.RetainedPayload, properties: false),
            _messages.Retained(plan.RetainedPayload, plan.HasProperties),
        ];
        return new ZipEntry(
            Text("retained-messages/{node}-retained-messages-{number}.xml"),
            identity.Time,
            new ContentSequence(Text(RetainedHead), new ContentCycle(kinds, messages, plan.RetainedPerFile), Text("</retained-messages>")));
    }

    /// <summary>What one more session and one more retained message make an archive longer by, at most.</summary>
    public long LengthOfOneMore => LengthOf(Sessions.MaxBy(session => session.Length)!) + LengthOf(Retained(2));

    // With an odd number of payloads, each one occurs with and without properties.
    private Content[] QueuedKinds(bool properties) =>
    [
        .. Enumerable.Range(0, 2 * plan.QueuedPayloads.Length)
            .Select(kind => _messages.Queued(plan.QueuedPayloads[kind % plan.QueuedPayloads.Length], properties && kind % 2 == 0)),
    ];

    private ContentSequence Session(SessionTemplate template, Content[] queued, int blanks = 0) => new(
    [
        Text(template.Head),
        .. Block("subscriptions", [.. template.Subscriptions.Select(Text)], plan.SubscriptionsPerSession, plan.SubscriptionsPerSession),
        .. queued,
        Text(new string('\n', blanks) + "</client-session>"),
    ]);

    private Content[] Queued(Content[] kinds, int count) => Block("queued-messages", kinds, count, plan.QueuedPerSession);

    private Content[] Block(string element, Content[] kinds, int count, int stride) => count == 0
        ? []
        : [Text($"    <{element}>\n\n"), new ContentCycle(kinds, count, stride), Text($"    </{element}>\n\n")];

    private static long LengthOf(ZipEntry entry) => entry.Length + DirectoryRun.LengthOf((int)entry.Name.Length, zip64: true);

    private TextPart Text(string template) => TextPart.Parse(template, _fields);

    private sealed record SessionTemplate(string Name, string Head, string[] Subscriptions);

    private static readonly SessionTemplate Pump = new(
        "client-sessions/{node}-pump-{number}-0.xml",
        SessionHead("pump", expiry: "604800"),
        [
            Subscription("plant/{plant}/pump/{unit}/state", noLocal: "true", identifier: true),
            Subscription("$share/monitors/plant/{plant}/pump/{unit}/alarm", noLocal: "false", identifier: true),
            Subscription("plant/{plant}/#", noLocal: "false", identifier: true),
        ]);

    private static readonly SessionTemplate Tank = new(
        "client-sessions/{node}-tank-{number}-0.xml",
        SessionHead("tank", expiry: "4294967295"),
        [
            Subscription("$share/monitors/plant/{plant}/tank/{unit}/alarm", noLocal: "false", identifier: false),
            Subscription("plant/{plant}/tank/+/level", noLocal: "false", identifier: false),
        ]);

    private static string SessionHead(string device, string expiry) =>
        $$"""
        <?xml version="1.0" ?>
        <client-session client-id-base64="false" client-id="{{device}}-{number}" disconnected-since="{disconnected}" session-expiry-interval="{{expiry}}" hivemq-version="{{SimulatedFile.HiveMQVersion}}" exported-at="{exported}">


        """;

    private const string RetainedHead =
        $$"""
        <?xml version="1.0" ?>
        <retained-messages hivemq-version="{{SimulatedFile.HiveMQVersion}}" exported-at="{exported}">


        """;

    private static string Subscription(string topic, string noLocal, bool identifier) =>
        $$"""
                <subscription>
                    <exported-at>{exported}</exported-at>
                    <topic-base64>false</topic-base64>
                    <topic>{{topic}}</topic>
                    <qos>{qos}</qos>
                    <no-local>{{noLocal}}</no-local>
                    <retain-as-published>{{noLocal}}</retain-as-published>
                    <retain-handling>0</retain-handling>
        {{(identifier ? "            <subscription-identifier>1</subscription-identifier>\n" : "")}}        </subscription>


        """;
}
