using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>
/// One TCP connection to a pod's port, carried by the API server's WebSocket (subprotocol <c>v4.channel.k8s.io</c>).
/// A read of 0 bytes is the pod's own end of stream (close frame 1000); everything else that ends the tunnel is a
/// <see cref="PodStreamException"/>. One read and one write may be under way at a time.
/// </summary>
/// <remarks>
/// Every message starts with its channel: 0 data, 1 error. The first two bytes of each channel are the port.
/// Source: k8s.io/kubernetes/pkg/kubelet/cri/streaming/portforward/websocket.go.
/// </remarks>
internal sealed class WebSocketPortForward(WebSocket socket) : AsyncOnlyStream
{
    private const byte DataChannel = 0;
    private const byte ErrorChannel = 1;
    private const int PortLength = sizeof(ushort);
    private const int LongestErrorText = 4 * 1024;

    // How much of the port is still to come, per channel.
    private readonly int[] _portBytesLeft = [PortLength, PortLength];
    private readonly byte[] _small = new byte[PortLength];
    private bool _insideData;
    private bool _ended;
    private PodStreamException? _failure;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Waits until the kubelet has accepted the data channel, which it does by sending the port.</summary>
    /// <param name="socket">The upgraded connection; owned from now on.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="PodStreamException">The kubelet reported an error, or the connection ended.</exception>
    internal static async Task<Stream> OpenAsync(WebSocket socket, CancellationToken cancel)
    {
        var stream = new WebSocketPortForward(socket);
        try
        {
            while (stream._portBytesLeft[DataChannel] > 0)
            {
                await stream.BeginDataAsync(cancel).ConfigureAwait(false);
                if (stream._ended) throw stream.Fail(new PodStreamBrokenException(PodResource.PortForward, "The port-forward's connection ended before the kubelet accepted it."));
            }
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_failure is not null) throw _failure;
        while (!_ended)
        {
            if (_insideData || await BeginDataAsync(cancellationToken).ConfigureAwait(false))
            {
                // The message goes straight into the caller's memory.
                var received = await ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                _insideData = !received.EndOfMessage;
                if (received.Count > 0 || buffer.IsEmpty) return received.Count;
            }
        }
        return 0;
    }

    /// <summary>Reads up to the next data; false when there was none in this message.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> BeginDataAsync(CancellationToken cancel)
    {
        var first = await ReceiveAsync(_small.AsMemory(0, 1), cancel).ConfigureAwait(false);
        if (_ended || first.Count == 0) return false;
        var channel = _small[0];
        if (channel > ErrorChannel) throw Fail(new PodStreamBrokenException(PodResource.PortForward, $"The port-forward sent data on an unknown channel ({channel})."));
        var more = !first.EndOfMessage;
        while (more && _portBytesLeft[channel] > 0)
        {
            var port = await ReceiveAsync(_small.AsMemory(0, _portBytesLeft[channel]), cancel).ConfigureAwait(false);
            _portBytesLeft[channel] -= port.Count;
            more = !port.EndOfMessage;
        }
        if (channel == ErrorChannel && more) throw Fail(new PodStreamErrorException(PodResource.PortForward, await ReadErrorAsync(cancel).ConfigureAwait(false)));
        return _insideData = channel == DataChannel && more;
    }

    private async ValueTask<string> ReadErrorAsync(CancellationToken cancel)
    {
        var text = new byte[LongestErrorText];
        var length = 0;
        ValueWebSocketReceiveResult received;
        do
        {
            received = await ReceiveAsync(text.AsMemory(length), cancel).ConfigureAwait(false);
            length += received.Count;
        }
        while (!received.EndOfMessage && length < text.Length && !_ended);
        return Encoding.UTF8.GetString(text, 0, length).Trim();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            var received = await socket.ReceiveAsync(buffer, cancel).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close) End();
            return received;
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException)
        {
            throw Fail(new PodStreamBrokenException(PodResource.PortForward, "The port-forward's connection ended unexpectedly.", e));
        }
    }

    private void End()
    {
        _ended = true;
        if (socket.CloseStatus == WebSocketCloseStatus.NormalClosure) return;
        throw Fail(AbnormalClosure.Of(socket, PodResource.PortForward));
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        ChannelMessage.SendAsync(DataChannel, buffer, SendAsync, cancellationToken);

    private async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        if (_failure is not null) throw _failure;
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException)
        {
            throw Fail(new PodStreamBrokenException(PodResource.PortForward, "The port-forward's connection ended while sending.", e));
        }
    }

    /// <summary>A tunnel is lost once: every later call gets the first reason.</summary>
    private PodStreamException Fail(PodStreamException failure) => _failure ??= failure;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) socket.Dispose();
        base.Dispose(disposing);
    }
}
