namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Messages as HiveMQ's backups have them, with and without the properties of MQTT 5.</summary>
internal sealed class MessageXml(BackupIdentity identity)
{
    // Another one for each kind, so that payloads of the same index differ.
    private const ulong QueuedSalt = 1 << 18;
    private const ulong RetainedSalt = 3 << 18;

    private readonly IReadOnlyDictionary<string, Field> _fields = BackupFields.Of(identity);

    /// <summary>A queued message with a payload of so many bytes.</summary>
    public Content Queued(int payloadBytes, bool properties) => Queued(Payload.Of(payloadBytes, identity.Seed + QueuedSalt), properties);

    /// <summary>A queued message whose payload has so many characters, as base64.</summary>
    public Content QueuedWithText(long characters, bool properties) =>
        Queued(new PayloadPart(identity.Seed + QueuedSalt, characters), properties);

    /// <summary>A retained message with a payload of so many bytes.</summary>
    public Content Retained(int payloadBytes, bool properties) => new ContentSequence(
        Text(RetainedHead),
        Payload.Of(payloadBytes, identity.Seed + RetainedSalt),
        Text(properties ? RetainedTailWithProperties : RetainedTail));

    private ContentSequence Queued(Content payload, bool properties) => new(
        Text(properties ? QueuedHeadWithProperties : QueuedHead), payload, Text(properties ? QueuedTailWithProperties : QueuedTail));

    private TextPart Text(string template) => TextPart.Parse(template, _fields);

    private const string QueuedHead = """
                <queued-message>
                    <exported-at>{exported}</exported-at>
                    <type>PUBLISH</type>
                    <packet-id>0</packet-id>
                    <from-retained-message>false</from-retained-message>
                    <publish-id>{publish-id}</publish-id>
                    <cluster-id>{node}</cluster-id>
                    <topic-base64>false</topic-base64>
                    <topic>plant/{plant}/tank/{unit}/level</topic>
                    <message>
        """;

    private const string QueuedHeadWithProperties = """
                <queued-message>
                    <exported-at>{exported}</exported-at>
                    <type>PUBLISH</type>
                    <packet-id>0</packet-id>
                    <from-retained-message>false</from-retained-message>
                    <publish-id>{publish-id}</publish-id>
                    <cluster-id>{node}</cluster-id>
                    <topic-base64>false</topic-base64>
                    <topic>plant/{plant}/pump/{unit}/state</topic>
                    <response-topic>cGxhbnQvcmVzcG9uc2Vz</response-topic>
                    <content-type>YXBwbGljYXRpb24vanNvbg==</content-type>
                    <message>
        """;

    private const string QueuedTail = """
        </message>
                    <retained>false</retained>
                    <duplicate-delivery>false</duplicate-delivery>
                    <timestamp>{timestamp}</timestamp>
                    <qos>{queued-qos}</qos>
                    <message-expiry-interval>4294967295</message-expiry-interval>
                </queued-message>


        """;

    private const string QueuedTailWithProperties = """
        </message>
                    <correlation-data>AQID</correlation-data>
                    <retained>false</retained>
                    <duplicate-delivery>false</duplicate-delivery>
                    <timestamp>{timestamp}</timestamp>
                    <qos>{queued-qos}</qos>
                    <message-expiry-interval>86400</message-expiry-interval>
                    <payload-format-indicator>1</payload-format-indicator>
                    <user-properties>
                        <user-property>
                            <name>c2hpZnQ=</name>
                            <value>bmlnaHQ=</value>
                        </user-property>
                    </user-properties>
                    <subscription-identifiers>
                        <subscription-identifier>1</subscription-identifier>
                    </subscription-identifiers>
                </queued-message>


        """;

    private const string RetainedHead = """
            <retained-message>
                <exported-at>{exported}</exported-at>
                <topic-base64>false</topic-base64>
                <topic>plant/{plant}/pump/{number}/state</topic>
                <timestamp>{timestamp}</timestamp>
                <message>
        """;

    private const string RetainedTail = """
        </message>
                <qos>{qos}</qos>
                <message-expiry-interval>4294967295</message-expiry-interval>
            </retained-message>


        """;

    private const string RetainedTailWithProperties = """
        </message>
                <qos>{qos}</qos>
                <message-expiry-interval>86400</message-expiry-interval>
                <content-type>YXBwbGljYXRpb24vanNvbg==</content-type>
                <response-topic>cGxhbnQvcmVzcG9uc2Vz</response-topic>
                <correlation-data>AQID</correlation-data>
                <payload-format-indicator>1</payload-format-indicator>
                <user-properties>
                    <user-property>
                        <name>c2hpZnQ=</name>
                        <value>bmlnaHQ=</value>
                    </user-property>
                </user-properties>
            </retained-message>


        """;
}
