using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.PodProxy;

/// <summary>A response of an API server's pod proxy instead of the broker's.</summary>
/// <param name="Message">Its message.</param>
/// <param name="Delivery">Whether the request may have reached the broker.</param>
internal sealed record PodProxyRefusal(string Message, RequestDelivery Delivery)
{
    // In a Status object, 503 or 500; before Kubernetes 1.20 as plain text, with the reason in quotes.
    // Source: k8s.io/apimachinery/pkg/util/proxy/transport.go.
    private const string NotReached = "error trying to reach service: ";

    // Go's transport (net.OpError, net/http, crypto/tls): a connection that was not established. A failed dial has sent nothing
    // in any attempt: a POST is retried only if nothing of it was written.
    private static readonly string[] Connecting =
    [
        "dial ", "net/http: TLS handshake timeout", "http: server gave HTTP response to HTTPS client",
        "tls: first record does not look like a TLS handshake", "remote error: tls: handshake failure",
        "remote error: tls: protocol version not supported",
    ];

    /// <summary>The refusal, or null if the broker itself responded.</summary>
    internal static PodProxyRefusal? Parse(int status, string text, string mediaType)
    {
        var parsed = StatusText.Parse(text);
        // An API server that limits its clients says so in plain text, unlike any error of a broker.
        if (status == 429 && mediaType == "text/plain") return new(parsed.Message, RequestDelivery.NotSent);
        if (parsed.IsStatus) return new(parsed.Message, WasRefusedBefore(status) || IsOfConnecting(parsed.Message) ? RequestDelivery.NotSent : RequestDelivery.MaybeSent);
        if (status != 503 || !text.StartsWith(NotReached, StringComparison.OrdinalIgnoreCase)) return null;
        return new(parsed.Message, IsOfConnecting(parsed.Message) ? RequestDelivery.NotSent : RequestDelivery.MaybeSent);
    }

    // The API server does not forward what it refuses itself: the pod is gone, a permission is missing, or there are too many requests.
    private static bool WasRefusedBefore(int status) => status is >= 400 and < 500;

    private static bool IsOfConnecting(string message)
    {
        if (!message.StartsWith(NotReached, StringComparison.OrdinalIgnoreCase)) return false;
        var reason = message[NotReached.Length..].TrimStart('\'');
        return Connecting.Any(words => reason.StartsWith(words, StringComparison.Ordinal)) || IsOfEgressProxy(reason);
    }

    // Source: k8s.io/apiserver/pkg/server/egressselector/egress_selector.go: its CONNECT was refused.
    private static bool IsOfEgressProxy(string reason) =>
        reason.StartsWith("proxy error from ", StringComparison.Ordinal) && reason.Contains(" while dialing ", StringComparison.Ordinal);
}
