using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using HiveMQBackup.Client.PortForward;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>
/// The upgrade of one HTTP/1.1 request to a port-forward's WebSocket, sent by the same HttpClient as every other request to
/// the API server: its TLS settings, proxy and sign-in hold here too, and a refusal keeps its status and its words, which
/// ClientWebSocket would drop.
/// </summary>
internal sealed class WebSocketUpgrade : IDisposable
{
    // RFC 6455, section 1.3.
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    internal WebSocketUpgrade(Uri address)
    {
        Request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        Request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        Request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        Request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", _key);
        Request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", PortForwardStream.Subprotocol);
    }

    internal HttpRequestMessage Request { get; }

    /// <summary>Checks the answer and hands its connection over.</summary>
    internal async Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (Header(response, "Sec-WebSocket-Accept") != Accepted() || Header(response, "Sec-WebSocket-Protocol") != PortForwardStream.Subprotocol)
        {
            response.Dispose();
            throw new PortForwardRefusedException((int)response.StatusCode,
                $"{Request.RequestUri?.Host} answered the upgrade with something else than a WebSocket of {PortForwardStream.Subprotocol}.");
        }
        var connection = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        return new PortForwardStream(WebSocket.CreateFromStream(connection, new WebSocketCreationOptions
        {
            SubProtocol = PortForwardStream.Subprotocol,
            // Load balancers drop idle connections, and a broker may think for minutes before it answers.
            KeepAliveInterval = KeepAlive,
        }));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

#pragma warning disable CA5350 // SHA-1 is what the WebSocket handshake prescribes; nothing secret depends on it.
    private string Accepted() => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(_key + KeySuffix)));
#pragma warning restore CA5350

    /// <inheritdoc/>
    public void Dispose() => Request.Dispose();
}
