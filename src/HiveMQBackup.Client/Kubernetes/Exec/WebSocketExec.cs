using System.Net.WebSockets;
using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Client.Kubernetes.Exec;

/// <summary>A command in a pod over the API server's WebSocket: every message starts with its channel.</summary>
/// <remarks>
/// This subprotocol has no end of input: the command has to know how much it reads.
/// Source: k8s.io/apiserver/pkg/util/wsstream, k8s.io/kubelet/pkg/cri/streaming/remotecommand/websocket.go.
/// </remarks>
internal sealed class WebSocketExec(WebSocket socket) : IExecStreams
{
    private const byte InputChannel = 0;
    private const byte OutputChannel = 1;
    private const byte ErrorOutputChannel = 2;
    private const byte StatusChannel = 3;

    private readonly byte[] _channel = new byte[1];
    private ExecChannel? _current;

    /// <inheritdoc/>
    public async ValueTask<ExecPiece> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            if (_current is { } channel)
            {
                var content = await ReceiveAsync(buffer, cancel).ConfigureAwait(false);
                if (content.EndOfMessage) _current = null;
                if (content.Count > 0) return new(channel, content.Count);
                continue;
            }
            var first = await ReceiveAsync(_channel, cancel).ConfigureAwait(false);
            if (first.MessageType == WebSocketMessageType.Close) return End();
            // Each channel begins with an empty message.
            if (first.Count > 0 && !first.EndOfMessage) _current = ChannelOf(_channel[0]);
        }
    }

    private static ExecChannel ChannelOf(byte channel) => channel switch
    {
        OutputChannel => ExecChannel.Output,
        ErrorOutputChannel => ExecChannel.ErrorOutput,
        StatusChannel => ExecChannel.Status,
        _ => throw new PodStreamBrokenException(PodResource.Exec, $"The exec session's connection has sent data on an unknown channel ({channel})."),
    };

    private ExecPiece End() => socket.CloseStatus == WebSocketCloseStatus.NormalClosure
        ? new(ExecChannel.End, 0)
        : throw AbnormalClosure.Of(socket, PodResource.Exec);

    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException)
        {
            throw new PodStreamBrokenException(PodResource.Exec, "The exec session's connection ended unexpectedly.", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancel) => ChannelMessage.SendAsync(InputChannel, input, SendAsync, cancel);

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException)
        {
            throw new PodStreamBrokenException(PodResource.Exec, "The exec session's connection ended while sending.", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteInputAsync(CancellationToken cancel) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
