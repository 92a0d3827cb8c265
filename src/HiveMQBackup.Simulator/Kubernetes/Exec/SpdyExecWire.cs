namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>A command over SPDY: a stream for each of input, outputs and status.</summary>
internal sealed class SpdyExecWire(SpdyConnection spdy, ExecRequest request) : IExecWire
{
    public const string Subprotocol = "v4.channel.k8s.io";

    private bool _inputEnded = !request.Stdin;

    // With input that the client has not ended, it may still be sending: a connection closed now could lose the status on its way.
    public bool ClientClosesLast => !_inputEnded;

    public static async Task<IExecWire?> AcceptAsync(HttpContext context, ExecRequest request) =>
        await SpdyConnection.AcceptAsync(await SpdyConnection.UpgradeAsync(context, Subprotocol), request.Streams, context.RequestAborted) is { } spdy
            ? new SpdyExecWire(spdy, request)
            : null;

    public Task SendAsync(ExecOutput output, ReadOnlyMemory<byte> data, CancellationToken cancel) =>
        spdy.SendAsync(output == ExecOutput.Out ? "stdout" : "stderr", data, cancel);

    public async Task EndAsync(ReadOnlyMemory<byte> status, CancellationToken cancel)
    {
        await spdy.SendAsync("error", status, cancel);
        await spdy.ResetAsync(cancel);
    }

    public async ValueTask<int?> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            var received = await spdy.ReceiveAsync(buffer, cancel);
            // Clients end the streams that they only read from as well.
            if (received is not null && !spdy.IsReceiving("stdin")) continue;
            if (received is null or 0) _inputEnded = true;
            return received;
        }
    }

    public void Dispose() => spdy.Dispose();
}
