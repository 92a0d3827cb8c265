namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>A command over a WebSocket: each message begins with its channel. In version 4 the input has no end.</summary>
internal sealed class WebSocketExecWire(ChannelSocket socket) : IExecWire
{
    public static readonly string[] Subprotocols = [ChannelSocket.SubprotocolWithEnds, ChannelSocket.Subprotocol];

    private const byte InputChannel = 0;
    private const byte StatusChannel = 3;

    public bool ClientClosesLast => true;

    public static async Task<IExecWire> AcceptAsync(HttpContext context, ExecRequest request)
    {
        var socket = await ChannelSocket.AcceptAsync(context, Subprotocols);
        if (request.Stdout) await socket.SendAsync((byte)ExecOutput.Out, default, context.RequestAborted);
        if (request.Stderr) await socket.SendAsync((byte)ExecOutput.Error, default, context.RequestAborted);
        await socket.SendAsync(StatusChannel, default, context.RequestAborted);
        return new WebSocketExecWire(socket);
    }

    public Task SendAsync(ExecOutput output, ReadOnlyMemory<byte> data, CancellationToken cancel) =>
        socket.SendAsync((byte)output, data, cancel);

    public async Task EndAsync(ReadOnlyMemory<byte> status, CancellationToken cancel)
    {
        await socket.SendAsync(StatusChannel, status, cancel);
        await socket.EndAsync(cancel);
    }

    public ValueTask<int?> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel) => socket.ReceiveAsync(InputChannel, buffer, cancel);

    public void Dispose() => socket.Dispose();
}
