using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>
/// One TCP connection to a pod's port, carried by SPDY/3.1 as kubectl does it: a stream for the data and one for the kubelet's
/// error text. A read of 0 bytes is the pod's own end of stream: both streams have ended, and there was no error. Everything
/// else that ends the tunnel is a <see cref="PortForwardException"/>. One read and one write may be under way at a time. Reading
/// allocates nothing: the state of a read that waits comes from a pool.
/// </summary>
/// <remarks>Source: k8s.io/kubernetes/pkg/kubelet/cri/streaming/portforward/httpstream.go, and github.com/moby/spdystream.</remarks>
internal sealed class SpdyPortForward : AsyncOnlyStream
{
    internal const string Protocol = "SPDY/3.1";

    private const int ErrorStream = 1;
    private const int DataStream = 3;
    private const int LongestWrite = 32 * 1024;
    // An error's text, or a control frame.
    private const int LongestPayload = 4 * 1024;

    // Load balancers drop idle connections, and a broker may take minutes to respond.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly Stream _connection;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ITimer _keepAlive;
    private readonly byte[] _header = new byte[SpdyFrame.HeaderLength];
    private int _headerLength;
    private byte[]? _payload;
    private int _payloadLength;
    private int _dataLeft;
    private bool _isAccepted;
    private bool _dataEnded;
    private bool _errorEnded;
    private int _lastPing = -1;
    private PortForwardException? _failure;

    private SpdyPortForward(Stream connection, TimeProvider time)
    {
        _connection = connection;
        _keepAlive = time.CreateTimer(static stream => _ = ((SpdyPortForward)stream!).SendPingAsync(), this, KeepAlive, KeepAlive);
    }

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Opens the two streams, and waits until the kubelet has accepted them: it drops data that arrives earlier.</summary>
    /// <param name="connection">The upgraded connection; owned from now on.</param>
    /// <param name="port">The pod's port.</param>
    /// <param name="time">The clock for the signs of life.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="PortForwardException">The kubelet refused, or the connection ended.</exception>
    internal static async Task<Stream> OpenAsync(Stream connection, int port, TimeProvider time, CancellationToken cancel)
    {
        var stream = new SpdyPortForward(connection, time);
        try
        {
            await stream.SendAsync((byte[])[.. OpenFrame(ErrorStream, "error", port), .. OpenFrame(DataStream, "data", port)], cancel).ConfigureAwait(false);
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
        if (_failure is not null) throw _failure;
        while (_dataLeft == 0)
        {
            if (_dataEnded && _errorEnded) return 0;
            await ReadFrameAsync(cancellationToken).ConfigureAwait(false);
        }
        if (buffer.IsEmpty) return 0;
        // The frame's content goes straight into the caller's memory.
        var received = await ReceiveAsync(buffer[..Math.Min(buffer.Length, _dataLeft)], cancellationToken).ConfigureAwait(false);
        _dataLeft -= received;
        return received;
    }

    /// <summary>Reads a frame; of a data frame only the header. May be called again after it was canceled.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadFrameAsync(CancellationToken cancel)
    {
        while (_headerLength < SpdyFrame.HeaderLength)
        {
            _headerLength += await ReceiveAsync(_header.AsMemory(_headerLength), cancel).ConfigureAwait(false);
        }
        var type = ControlType();
        if (type is null && SpdyFrame.StreamId(_header) is not (DataStream or ErrorStream)) throw NotSpdy();
        if (type is null && SpdyFrame.StreamId(_header) == DataStream)
        {
            _dataLeft = SpdyFrame.PayloadLength(_header);
            _dataEnded |= HasFin;
            _headerLength = 0;
            return;
        }
        _payload ??= new byte[Math.Min(SpdyFrame.PayloadLength(_header), LongestPayload)];
        while (_payloadLength < _payload.Length)
        {
            _payloadLength += await ReceiveAsync(_payload.AsMemory(_payloadLength), cancel).ConfigureAwait(false);
        }
        var payload = _payload;
        (_headerLength, _payload, _payloadLength) = (0, null, 0);
        if (type is { } control) await TakeControlAsync(control, payload, cancel).ConfigureAwait(false);
        else TakeError(payload);
    }

    private bool HasFin => (SpdyFrame.Flags(_header) & SpdyFrame.FinFlag) != 0;

    private ushort? ControlType()
    {
        try
        {
            return SpdyFrame.ControlType(_header);
        }
        catch (FormatException)
        {
            throw NotSpdy();
        }
    }

    // The kubelet sends it in one piece, and nothing later repairs the tunnel.
    private void TakeError(byte[] text)
    {
        if (text.Length > 0) throw Fail(new PortForwardErrorException(Encoding.UTF8.GetString(text).Trim()));
        _errorEnded |= HasFin;
    }

    private async ValueTask TakeControlAsync(ushort type, byte[] payload, CancellationToken cancel)
    {
        if (payload.Length is < sizeof(int) or LongestPayload) throw NotSpdy();
        switch (type)
        {
            case SpdyFrame.SynReply:
                _isAccepted |= SpdyFrame.StreamId(payload) == DataStream;
                break;
            case SpdyFrame.RstStream:
                throw Fail(new PortForwardBrokenException("The kubelet reset the port-forward."));
            case SpdyFrame.Ping when payload[^1] % 2 == 0:
                // The server's pings have even numbers, and are echoed.
                await SendAsync(SpdyFrame.PingOf(SpdyFrame.StreamId(payload)), cancel).ConfigureAwait(false);
                break;
            default:
                // Replies to this side's pings, settings and the like: no action is needed.
                break;
        }
    }

    private PortForwardException NotSpdy() => Fail(new PortForwardBrokenException($"The port-forward's connection carries a protocol other than {Protocol}."));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            var received = await _connection.ReadAsync(buffer, cancel).ConfigureAwait(false);
            return received > 0 ? received : throw Fail(new PortForwardBrokenException("The port-forward's connection ended unexpectedly."));
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException and not PortForwardException)
        {
            throw Fail(new PortForwardBrokenException("The port-forward's connection ended unexpectedly.", e));
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var frame = ArrayPool<byte>.Shared.Rent(SpdyFrame.HeaderLength + Math.Min(buffer.Length, LongestWrite));
        try
        {
            while (!buffer.IsEmpty)
            {
                var piece = buffer[..Math.Min(buffer.Length, LongestWrite)];
                SpdyFrame.WriteDataHeader(frame, DataStream, piece.Length);
                piece.CopyTo(frame.AsMemory(SpdyFrame.HeaderLength));
                await SendAsync(frame.AsMemory(0, SpdyFrame.HeaderLength + piece.Length), cancellationToken).ConfigureAwait(false);
                buffer = buffer[piece.Length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        if (_failure is not null) throw _failure;
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await _connection.WriteAsync(frame, cancel).ConfigureAwait(false);
            await _connection.FlushAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            throw Fail(new PortForwardBrokenException("The port-forward's connection ended while sending.", e));
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task SendPingAsync()
    {
        try
        {
            await SendAsync(SpdyFrame.PingOf(Interlocked.Add(ref _lastPing, 2)), CancellationToken.None).ConfigureAwait(false);
        }
        catch (PortForwardException)
        {
            // The next read or write reports the error.
        }
    }

    /// <summary>A tunnel is lost once: every later call gets the first reason.</summary>
    private PortForwardException Fail(PortForwardException failure) => Interlocked.CompareExchange(ref _failure, failure, null) ?? failure;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keepAlive.Dispose();
            _connection.Dispose();
        }
        base.Dispose(disposing);
    }
}
