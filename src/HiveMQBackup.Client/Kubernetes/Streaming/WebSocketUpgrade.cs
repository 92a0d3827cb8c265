using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>The upgrade to a WebSocket, for clusters behind a proxy that does not support SPDY.</summary>
/// <typeparam name="T">The connection.</typeparam>
internal sealed class WebSocketUpgrade<T> : StreamUpgrade<T> where T : class
{
    private const string Subprotocol = "v4.channel.k8s.io";

    // RFC 6455, section 1.3.
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    private readonly Func<WebSocket, CancellationToken, Task<T>> _open;

    /// <param name="address">The pod's subresource.</param>
    /// <param name="open">Takes over the upgraded connection.</param>
    internal WebSocketUpgrade(Uri address, Func<WebSocket, CancellationToken, Task<T>> open)
        : base(HttpMethod.Get, address, "websocket")
    {
        _open = open;
        Add("Sec-WebSocket-Version", "13");
        Add("Sec-WebSocket-Key", _key);
        Add("Sec-WebSocket-Protocol", Subprotocol);
    }

    /// <inheritdoc/>
    internal override async Task<T?> OpenAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (Header(response, "Sec-WebSocket-Accept") != Accepted() || Header(response, "Sec-WebSocket-Protocol") != Subprotocol) return null;
        var connection = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(connection, new WebSocketCreationOptions
        {
            SubProtocol = Subprotocol,
            // Load balancers drop idle connections, and a broker may take minutes to respond.
            KeepAliveInterval = KeepAlive,
        });
        return await _open(socket, cancel).ConfigureAwait(false);
    }

#pragma warning disable CA5350 // SHA-1 is what the WebSocket handshake prescribes; nothing secret depends on it.
    private string Accepted() => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(_key + KeySuffix)));
#pragma warning restore CA5350
}
