using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>The upgrade to a WebSocket, for clusters behind a proxy that does not support SPDY.</summary>
internal sealed class WebSocketUpgrade : PortForwardUpgrade
{
    // RFC 6455, section 1.3.
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    internal WebSocketUpgrade(Uri address, int port)
        : base(HttpMethod.Get, new Uri(address, $"?ports={port}"), "websocket")
    {
        Add("Sec-WebSocket-Version", "13");
        Add("Sec-WebSocket-Key", _key);
        Add("Sec-WebSocket-Protocol", WebSocketPortForward.Subprotocol);
    }

    /// <inheritdoc/>
    internal override async Task<Stream?> OpenAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (Header(response, "Sec-WebSocket-Accept") != Accepted() || Header(response, "Sec-WebSocket-Protocol") != WebSocketPortForward.Subprotocol) return null;
        var connection = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(connection, new WebSocketCreationOptions
        {
            SubProtocol = WebSocketPortForward.Subprotocol,
            // Load balancers drop idle connections, and a broker may take minutes to respond.
            KeepAliveInterval = KeepAlive,
        });
        return await WebSocketPortForward.OpenAsync(socket, cancel).ConfigureAwait(false);
    }

#pragma warning disable CA5350 // SHA-1 is what the WebSocket handshake prescribes; nothing secret depends on it.
    private string Accepted() => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(_key + KeySuffix)));
#pragma warning restore CA5350
}
