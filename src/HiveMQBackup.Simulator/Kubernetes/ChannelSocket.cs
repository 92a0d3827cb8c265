using System.Net.WebSockets;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A WebSocket whose messages begin with their channel. Several channels can send at the same time.</summary>
internal sealed class ChannelSocket(WebSocket socket) : IDisposable
{
    public const string Subprotocol = "v4.channel.k8s.io";

    private readonly byte[] _frame = new byte[1 + PortForwardTunnel.FrameLength];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private byte? _channel;

    public static async Task<ChannelSocket> AcceptAsync(HttpContext context) =>
        new(await context.WebSockets.AcceptWebSocketAsync(Subprotocol));

    public async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel);
        try
        {
            _frame[0] = channel;
            data.CopyTo(_frame.AsMemory(1));
            await socket.SendAsync(_frame.AsMemory(0, 1 + data.Length), WebSocketMessageType.Binary, endOfMessage: true, cancel);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The normal end.</summary>
    public Task EndAsync(CancellationToken cancel) => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);

    /// <summary>The client's data on this channel; 0 bytes when it has closed.</summary>
    public async ValueTask<int> ReceiveAsync(byte channel, Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            var wanted = _channel is null ? buffer[..1] : buffer;
            var received = await socket.ReceiveAsync(wanted, cancel);
            if (received.MessageType == WebSocketMessageType.Close) return 0;
            var isData = _channel == channel && received.Count > 0;
            if (_channel is null && received.Count > 0) _channel = buffer.Span[0];
            if (received.EndOfMessage) _channel = null;
            if (isData) return received.Count;
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }
}
