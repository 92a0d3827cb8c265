using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>The upgrade to a WebSocket, for clusters behind a proxy that does not support SPDY.</summary>
/// <typeparam name="T">The connection.</typeparam>
internal sealed class WebSocketUpgrade<T> : StreamUpgrade<T> where T : class
{
    // RFC 6455, section 1.3.
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
    private readonly WebSocketSubprotocol<T>[] _offered;
    private WebSocketSubprotocol<T>? _selected;

    /// <param name="address">The pod's subresource.</param>
    /// <param name="offered">What the WebSocket may carry, best first. The server selects one.</param>
    internal WebSocketUpgrade(Uri address, params WebSocketSubprotocol<T>[] offered)
        : base(HttpMethod.Get, address, "websocket")
    {
        _offered = offered;
        Add("Sec-WebSocket-Version", "13");
        Add("Sec-WebSocket-Key", _key);
        Add("Sec-WebSocket-Protocol", string.Join(", ", offered.Select(subprotocol => subprotocol.Name)));
    }

    /// <inheritdoc/>
    internal override string Protocol => _selected?.Title ?? "a WebSocket";

    /// <inheritdoc/>
    internal override async Task<T?> OpenAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var name = Header(response, "Sec-WebSocket-Protocol");
        _selected = Array.Find(_offered, subprotocol => subprotocol.Name == name);
        if (_selected is null || Header(response, "Sec-WebSocket-Accept") != Accepted()) return null;
        var connection = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(connection, new WebSocketCreationOptions
        {
            // Load balancers drop idle connections, and a broker may take minutes to respond.
            KeepAliveInterval = KeepAlive,
        });
        return await _selected.Open(socket, cancel).ConfigureAwait(false);
    }

#pragma warning disable CA5350 // SHA-1 is what the WebSocket handshake prescribes; nothing secret depends on it.
    private string Accepted() => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(_key + KeySuffix)));
#pragma warning restore CA5350
}
