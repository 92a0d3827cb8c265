using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>
/// One TCP connection to a pod's port, carried by SPDY/3.1 as kubectl does it: a stream for the data and one for the kubelet's
/// error text. A read of 0 bytes is the pod's own end of stream: both streams have ended, and there was no error. Everything
/// else that ends the tunnel is a <see cref="PodStreamException"/>. One read and one write may be under way at a time. Reading
/// allocates nothing: the state of a read that waits comes from a pool.
/// </summary>
/// <remarks>Source: k8s.io/kubernetes/pkg/kubelet/cri/streaming/portforward/httpstream.go, and github.com/moby/spdystream.</remarks>
internal sealed class SpdyPortForward : AsyncOnlyStream
{
    private const int ErrorStream = 1;
    private const int DataStream = 3;
    private const int LongestErrorText = 4 * 1024;

    private readonly SpdyConnection _spdy;
    private byte[]? _errorText;
    private int _errorLength;
    private bool _isAccepted;
    private bool _dataEnded;
    private bool _errorEnded;

    private SpdyPortForward(Stream connection, TimeProvider time) =>
        _spdy = new SpdyConnection(connection, PodResource.PortForward, time);

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Opens the two streams, and waits until the kubelet has accepted them: it drops data that arrives earlier.</summary>
    /// <param name="connection">The upgraded connection; owned from now on.</param>
    /// <param name="port">The pod's port.</param>
    /// <param name="time">The clock for the signs of life.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="PodStreamException">The kubelet refused, or the connection ended.</exception>
    internal static async Task<Stream> OpenAsync(Stream connection, int port, TimeProvider time, CancellationToken cancel)
    {
        var stream = new SpdyPortForward(connection, time);
        try
        {
            await stream._spdy.SendAsync((byte[])[.. OpenFrame(ErrorStream, "error", port), .. OpenFrame(DataStream, "data", port)], cancel).ConfigureAwait(false);
            while (!stream._isAccepted) await stream.ReadFrameAsync(cancel).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static byte[] OpenFrame(int stream, string type, int port) => SpdyFrame.Open(
        stream,
        [("streamtype", type), ("port", port.ToString(CultureInfo.InvariantCulture)), ("portforwardrequestid", "0")],
        isFirst: stream == ErrorStream);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _spdy.ThrowIfFailed();
        while (_spdy.DataLeft == 0 || _spdy.StreamId != DataStream)
        {
            if (_spdy.DataLeft == 0 && _dataEnded && _errorEnded) return 0;
            await ReadFrameAsync(cancellationToken).ConfigureAwait(false);
        }
        return buffer.IsEmpty ? 0 : await _spdy.ReadDataAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a frame; of a data frame only the header. May be called again after it was canceled.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadFrameAsync(CancellationToken cancel)
    {
        if (_spdy.DataLeft > 0)
        {
            await ReadErrorAsync(cancel).ConfigureAwait(false);
            return;
        }
        switch (await _spdy.ReadFrameAsync(cancel).ConfigureAwait(false))
        {
            case SpdyEvent.Data when _spdy.StreamId == DataStream:
                _dataEnded |= _spdy.IsLast;
                break;
            case SpdyEvent.Data when _spdy.StreamId == ErrorStream:
                _errorEnded |= _spdy.IsLast;
                break;
            case SpdyEvent.Data:
                throw _spdy.NotSpdy();
            case SpdyEvent.Accepted:
                _isAccepted |= _spdy.StreamId == DataStream;
                break;
            case SpdyEvent.Reset:
                throw _spdy.Fail(new PodStreamBrokenException(PodResource.PortForward, "The kubelet reset the port-forward."));
            default:
                break;
        }
    }

    // The kubelet sends it in one piece, and nothing later repairs the tunnel.
    private async ValueTask ReadErrorAsync(CancellationToken cancel)
    {
        _errorText ??= new byte[Math.Min(_spdy.DataLeft, LongestErrorText)];
        _errorLength += await _spdy.ReadDataAsync(_errorText.AsMemory(_errorLength), cancel).ConfigureAwait(false);
        if (_errorLength == _errorText.Length) throw _spdy.Fail(new PodStreamErrorException(PodResource.PortForward, Encoding.UTF8.GetString(_errorText).Trim()));
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _spdy.SendDataAsync(DataStream, buffer, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _spdy.Dispose();
        base.Dispose(disposing);
    }
}
