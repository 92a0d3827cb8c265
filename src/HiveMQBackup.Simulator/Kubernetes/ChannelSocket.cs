using System.Net.WebSockets;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A WebSocket whose messages begin with their channel. Several channels can send at the same time.</summary>
internal sealed class ChannelSocket(WebSocket socket) : IDisposable
{
    public const string Subprotocol = PortForwardSubprotocols.Channels;

    /// <summary>The subprotocol in which the client can end a channel; only exec has it.</summary>
    public const string SubprotocolWithEnds = "v5.channel.k8s.io";

    private const byte EndChannel = 255;

    private readonly byte[] _frame = new byte[1 + PortForwardTunnel.FrameLength];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private byte? _channel;

    /// <summary>Upgrades to the first subprotocol of the client's that the server supports.</summary>
    public static async Task<ChannelSocket> AcceptAsync(HttpContext context, IReadOnlyList<string> supported) =>
        new(await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.First(supported.Contains)));

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

    /// <summary>The client's data on this channel: 0 bytes when it has ended the channel, null when it has closed the connection.</summary>
    public async ValueTask<int?> ReceiveAsync(byte channel, Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            var wanted = _channel is null ? buffer[..1] : buffer;
            var received = await socket.ReceiveAsync(wanted, cancel);
            if (received.MessageType == WebSocketMessageType.Close) return null;
            var isData = _channel == channel && received.Count > 0;
            var isEnd = _channel == EndChannel && received.Count > 0 && buffer.Span[0] == channel;
            if (_channel is null && received.Count > 0) _channel = buffer.Span[0];
            if (received.EndOfMessage) _channel = null;
            if (isData) return received.Count;
            if (isEnd) return 0;
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }
}
