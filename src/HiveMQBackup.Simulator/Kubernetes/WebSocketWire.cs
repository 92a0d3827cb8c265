using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A port-forward over a WebSocket: each message begins with its channel.</summary>
internal sealed class WebSocketWire(WebSocket socket) : ITunnelWire
{
    public const string Subprotocol = "v4.channel.k8s.io";

    private const byte DataChannel = 0;
    private const byte ErrorChannel = 1;

    private readonly byte[] _frame = new byte[1 + PortForwardTunnel.FrameLength];
    private byte? _channel;

    public static async Task<ITunnelWire> AcceptAsync(HttpContext context, int port)
    {
        var wire = new WebSocketWire(await context.WebSockets.AcceptWebSocketAsync(Subprotocol));
        await wire.SendPortAsync(DataChannel, port, context.RequestAborted);
        await wire.SendPortAsync(ErrorChannel, port, context.RequestAborted);
        return wire;
    }

    public Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        _frame[0] = DataChannel;
        data.CopyTo(_frame.AsMemory(1));
        return SendFrameAsync(_frame.AsMemory(0, 1 + data.Length), cancel);
    }

    public async Task FailAsync(string message, CancellationToken cancel)
    {
        await SendFrameAsync((byte[])[ErrorChannel, .. Encoding.UTF8.GetBytes(message)], cancel);
        await EndAsync(cancel);
    }

    public Task EndAsync(CancellationToken cancel) => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            var wanted = _channel is null ? buffer[..1] : buffer;
            var received = await socket.ReceiveAsync(wanted, cancel);
            if (received.MessageType == WebSocketMessageType.Close) return 0;
            var isData = _channel == DataChannel && received.Count > 0;
            if (_channel is null && received.Count > 0) _channel = buffer.Span[0];
            if (received.EndOfMessage) _channel = null;
            if (isData) return received.Count;
        }
    }

    private Task SendPortAsync(byte channel, int port, CancellationToken cancel)
    {
        var frame = new byte[3];
        frame[0] = channel;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(1), (ushort)port);
        return SendFrameAsync(frame, cancel);
    }

    private Task SendFrameAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel) =>
        socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, cancel).AsTask();

    public void Dispose() => socket.Dispose();
}
