using System.Globalization;
using System.Security;
using System.Text;

namespace HiveMQBackup.Engine.Support;

/// <summary>The XML of a backup file's entries.</summary>
internal static class BackupXml
{
    /// <summary>When the backup was exported.</summary>
    internal static readonly DateTimeOffset Exported = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    private static string Milliseconds => Exported.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    internal static string RetainedMessages(params string[] messages) =>
        $"""<?xml version="1.0" encoding="UTF-8"?><retained-messages hivemq-version="4.42.0" exported-at="{Milliseconds}">{string.Concat(messages)}</retained-messages>""";

    internal static string RetainedMessage(string topic, string payload, string more = "") => RetainedMessage(topic, Encoding.UTF8.GetBytes(payload), more);

    internal static string RetainedMessage(string topic, byte[] payload, string more = "") => $"<retained-message>{Message(topic, payload)}{more}</retained-message>";

    internal static string ClientSession(string client, string[] subscriptions, params string[] messages) =>
        $"""<?xml version="1.0" encoding="UTF-8"?><client-session client-id="{Base64(client)}" client-id-base64="true" disconnected-since="{Milliseconds}" session-expiry-interval="3600" """
        + $"""hivemq-version="4.42.0" exported-at="{Milliseconds}"><subscriptions>{string.Concat(subscriptions)}</subscriptions><queued-messages>{string.Concat(messages)}</queued-messages></client-session>""";

    internal static string Subscription(string topic) =>
        $"<subscription><exported-at>{Milliseconds}</exported-at><topic-base64>false</topic-base64><topic>{SecurityElement.Escape(topic)}</topic><qos>1</qos><no-local>true</no-local>"
        + "<retain-as-published>false</retain-as-published><retain-handling>2</retain-handling><subscription-identifier>7</subscription-identifier></subscription>";

    internal static string QueuedMessage(string topic, string payload, string more = "") =>
        $"<queued-message>{Message(topic, Encoding.UTF8.GetBytes(payload))}{more}<type>PUBLISH</type><packet-id>0</packet-id><publish-id>1</publish-id><cluster-id>nodeA</cluster-id>"
        + "<retained>false</retained><duplicate-delivery>false</duplicate-delivery></queued-message>";

    /// <summary>The properties that MQTT 5 adds to a message.</summary>
    internal static string Mqtt5(string text) =>
        $"<response-topic>{Base64(text)}</response-topic><content-type>{Base64(text)}</content-type><correlation-data>AQID</correlation-data><payload-format-indicator>1</payload-format-indicator>"
        + $"<user-properties><user-property><name>{Base64(text)}</name><value>{Base64(text)}</value></user-property></user-properties>";

    internal static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Message(string topic, byte[] payload) =>
        $"<exported-at>{Milliseconds}</exported-at><topic-base64>true</topic-base64><topic>{Base64(topic)}</topic><timestamp>{Milliseconds}</timestamp><message>{Convert.ToBase64String(payload)}</message>"
        + "<qos>1</qos><message-expiry-interval>4294967296</message-expiry-interval>";
}
