using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>
/// The bytes in a WebSocket's binary messages, which may begin and end anywhere. Data goes straight into and out of the caller's memory.
/// One read and one write may be under way at a time; a canceled one ends the connection.
/// </summary>
/// <remarks>Source: k8s.io/client-go/tools/portforward/tunneling_connection.go.</remarks>
/// <param name="socket">The upgraded connection; owned from now on.</param>
/// <param name="resource">What the connection is for.</param>
internal sealed class WebSocketByteStream(WebSocket socket, PodResource resource) : AsyncOnlyStream
{
    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    /// <returns>How many bytes were read; 0 after the close frame of a normal end.</returns>
    /// <exception cref="PodStreamException">The WebSocket was closed for another reason, or carries something else.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (received.MessageType != WebSocketMessageType.Binary) return End(received.MessageType);
            }
            // Messages may be empty, and so may their last fragments.
            while (received.Count == 0 && !buffer.IsEmpty);
            return received.Count;
        }
        catch (WebSocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private int End(WebSocketMessageType type)
    {
        if (type == WebSocketMessageType.Text) throw new PodStreamBrokenException(resource, $"The {resource.Noun}'s connection has sent text.");
        return socket.CloseStatus == WebSocketCloseStatus.NormalClosure ? 0 : throw AbnormalClosure.Of(socket, resource);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) socket.Dispose();
        base.Dispose(disposing);
    }
}
