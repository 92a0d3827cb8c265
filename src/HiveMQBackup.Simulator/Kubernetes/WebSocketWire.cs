using System.Buffers.Binary;
using System.Text;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A port-forward over a WebSocket: each message begins with its channel.</summary>
internal sealed class WebSocketWire(ChannelSocket socket) : ITunnelWire
{
    private const byte DataChannel = 0;
    private const byte ErrorChannel = 1;

    public static async Task<ITunnelWire> AcceptAsync(HttpContext context, int port)
    {
        var socket = await ChannelSocket.AcceptAsync(context, [ChannelSocket.Subprotocol]);
        var portFrame = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(portFrame, (ushort)port);
        await socket.SendAsync(DataChannel, portFrame, context.RequestAborted);
        await socket.SendAsync(ErrorChannel, portFrame, context.RequestAborted);
        return new WebSocketWire(socket);
    }

    public Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancel) => socket.SendAsync(DataChannel, data, cancel);

    public async Task FailAsync(string message, CancellationToken cancel)
    {
        await socket.SendAsync(ErrorChannel, Encoding.UTF8.GetBytes(message), cancel);
        await EndAsync(cancel);
    }

    public Task EndAsync(CancellationToken cancel) => socket.EndAsync(cancel);

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel) =>
        await socket.ReceiveAsync(DataChannel, buffer, cancel) ?? 0;

    public void Dispose() => socket.Dispose();
}
