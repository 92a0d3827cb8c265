namespace HiveMQBackup.Unit.Content;

/// <summary>The XML of a backup's entries, as HiveMQ writes it.</summary>
internal static class BackupXml
{
    internal const string RetainedName = "retained-messages/D15NJ-retained-messages-2.xml";
    internal const string SessionName = "client-sessions/D15NJ-pump-17-0.xml";
    internal const long ExportedAt = 1755165821024;

    internal const string SubscriptionXml = """
                <subscription>
                    <exported-at>1755165821025</exported-at>
                    <topic-base64>false</topic-base64>
                    <topic>plant/+/state</topic>
                    <qos>1</qos>
                    <no-local>true</no-local>
                    <retain-as-published>false</retain-as-published>
                    <retain-handling>2</retain-handling>
                    <subscription-identifier>7</subscription-identifier>
                </subscription>

        """;

    internal const string QueuedXml = """
                <queued-message>
                    <exported-at>1755165821026</exported-at>
                    <type>PUBLISH</type>
                    <packet-id>3</packet-id>
                    <from-retained-message>true</from-retained-message>
                    <publish-id>12</publish-id>
                    <cluster-id>X51aB</cluster-id>
                    <topic-base64>false</topic-base64>
                    <topic>plant/3/state</topic>
                    <response-topic>cmVzcG9uc2VUb3BpYw==</response-topic>
                    <content-type>U3RyaW5n</content-type>
                    <message>cGF5bG9hZA==</message>
                    <correlation-data>AQID</correlation-data>
                    <retained>false</retained>
                    <duplicate-delivery>true</duplicate-delivery>
                    <timestamp>1571323552525</timestamp>
                    <qos>2</qos>
                    <message-expiry-interval>86400</message-expiry-interval>
                    <payload-format-indicator>1</payload-format-indicator>
                    <user-properties>
                        <user-property>
                            <name>cHJvcA==</name>
                            <value>dmFsdWU=</value>
                        </user-property>
                    </user-properties>
                    <subscription-identifiers>
                        <subscription-identifier>7</subscription-identifier>
                        <subscription-identifier>8</subscription-identifier>
                    </subscription-identifiers>
                </queued-message>

        """;

    internal static string Message(string topic = "plant/3/state", string payload = "UkVUQUlO", string more = "", string isBase64 = "false") => $"""
            <retained-message>
                <exported-at>1755165821024</exported-at>
                <topic-base64>{isBase64}</topic-base64>
                <topic>{topic}</topic>
                <timestamp>1742999461013</timestamp>
                <message>{payload}</message>
                <qos>2</qos>
                <message-expiry-interval>4294967295</message-expiry-interval>
                {more}
            </retained-message>

        """;

    internal static string Retained(params string[] messages) => $"""
        <?xml version="1.0" ?>
        <retained-messages hivemq-version="4.42.0" exported-at="{ExportedAt}">

        {string.Concat(messages)}
        </retained-messages>
        """;

    internal static string Session(string children = "", string attributes = "client-id-base64=\"false\" client-id=\"pump-17\" disconnected-since=\"1571323552469\" session-expiry-interval=\"4294967295\"") => $"""
        <?xml version="1.0" ?>
        <client-session {attributes} hivemq-version="4.42.0" exported-at="1755165821030">

        {children}
        </client-session>
        """;

    internal static string Children(string subscriptions = SubscriptionXml, string messages = QueuedXml) =>
        $"<subscriptions>\n{subscriptions}\n</subscriptions>\n<queued-messages>\n{messages}\n</queued-messages>\n";
}
