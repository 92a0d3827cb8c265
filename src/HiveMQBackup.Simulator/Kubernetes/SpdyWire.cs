using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A port-forward over SPDY/3.1: a stream for the data and one for the error text, in this order ended as containerd does.</summary>
internal sealed class SpdyWire(SpdyConnection spdy) : ITunnelWire
{
    public const string Subprotocol = "portforward.k8s.io";

    /// <summary>The port of the pod that the client has asked for.</summary>
    public int Port { get; } = int.Parse(spdy.Headers["port"], CultureInfo.InvariantCulture);

    /// <summary>Upgrades to SPDY, and takes the client's two streams; null where the client goes before it has opened them.</summary>
    public static async Task<SpdyWire?> AcceptAsync(HttpContext context) =>
        await AcceptAsync(await SpdyConnection.UpgradeAsync(context, Subprotocol), context.RequestAborted);

    /// <summary>The same, with the frames in the binary messages of a WebSocket.</summary>
    public static async Task<SpdyWire?> AcceptInWebSocketAsync(HttpContext context)
    {
        // ASP.NET Core rejects the name for its slash.
        context.Response.Headers.SecWebSocketProtocol = PortForwardSubprotocols.Spdy;
        var socket = await context.WebSockets.AcceptWebSocketAsync();
        return await AcceptAsync(WebSocketStream.Create(socket, WebSocketMessageType.Binary), context.RequestAborted);
    }

    private static async Task<SpdyWire?> AcceptAsync(Stream connection, CancellationToken cancel) =>
        await SpdyConnection.AcceptAsync(connection, streams: 2, cancel) is { } spdy ? new SpdyWire(spdy) : null;

    public Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancel) => spdy.SendAsync("data", data, cancel);

    public async Task FailAsync(string message, CancellationToken cancel)
    {
        await spdy.EndAsync("data", cancel);
        await spdy.SendAsync("error", Encoding.UTF8.GetBytes(message), cancel);
        await spdy.EndAsync("error", cancel);
    }

    public async Task EndAsync(CancellationToken cancel)
    {
        await spdy.EndAsync("data", cancel);
        await spdy.EndAsync("error", cancel);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            var received = await spdy.ReceiveAsync(buffer, cancel);
            if (received != 0) return received ?? 0;
        }
    }

    public void Dispose() => spdy.Dispose();
}
