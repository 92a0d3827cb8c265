using System.Buffers;
using System.Runtime.CompilerServices;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>What the frame says that was read last.</summary>
internal enum SpdyEvent
{
    /// <summary>Nothing that the reader has to act on.</summary>
    None,

    /// <summary>Data of a stream; its content is read by <see cref="SpdyConnection.ReadDataAsync"/>.</summary>
    Data,

    /// <summary>The other side has accepted a stream.</summary>
    Accepted,

    /// <summary>The other side has reset a stream.</summary>
    Reset,
}

/// <summary>
/// The frames of one upgraded connection to a kubelet. One read and one write may be under way at a time. Reading allocates nothing,
/// and may be resumed after it was canceled.
/// </summary>
/// <remarks>Source: SPDY Protocol Draft 3.1, and github.com/moby/spdystream, which uses no flow control.</remarks>
internal sealed class SpdyConnection : IDisposable
{
    internal const string Protocol = "SPDY/3.1";

    /// <summary>What the name of a subprotocol starts with where a WebSocket carries the frames.</summary>
    internal const string SubprotocolPrefix = $"{Protocol}+";

    // A sixth faster for an upload than the 32 KB that kubectl sends.
    private const int LongestWrite = 128 * 1024;
    private const int LongestControl = 4 * 1024;

    // Load balancers drop idle connections, and a broker may take minutes to respond.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly Stream _connection;
    private readonly PodResource _resource;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ITimer _keepAlive;
    private readonly byte[] _header = new byte[SpdyFrame.HeaderLength];
    private int _headerLength;
    private byte[]? _control;
    private int _controlLength;
    private int _lastPing = -1;
    private PodStreamException? _failure;

    /// <param name="connection">The upgraded connection; owned from now on.</param>
    /// <param name="resource">What the connection is for.</param>
    /// <param name="time">The clock for the signs of life.</param>
    internal SpdyConnection(Stream connection, PodResource resource, TimeProvider time)
    {
        _connection = connection;
        _resource = resource;
        _keepAlive = time.CreateTimer(static spdy => _ = ((SpdyConnection)spdy!).SendPingAsync(), this, KeepAlive, KeepAlive);
    }

    /// <summary>The stream that the last frame belongs to.</summary>
    internal int StreamId { get; private set; }

    /// <summary>How much of the last data frame is still to be read.</summary>
    internal int DataLeft { get; private set; }

    /// <summary>Whether the last data frame ends its stream.</summary>
    internal bool IsLast { get; private set; }

    /// <summary>Reads a frame; of a data frame only the header. Only valid once <see cref="DataLeft"/> is 0.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<SpdyEvent> ReadFrameAsync(CancellationToken cancel)
    {
        while (_headerLength < SpdyFrame.HeaderLength)
        {
            _headerLength += await ReceiveAsync(_header.AsMemory(_headerLength), cancel).ConfigureAwait(false);
        }
        if (ControlType() is { } type) return await ReadControlAsync(type, cancel).ConfigureAwait(false);
        StreamId = SpdyFrame.StreamId(_header);
        DataLeft = SpdyFrame.PayloadLength(_header);
        IsLast = (SpdyFrame.Flags(_header) & SpdyFrame.FinFlag) != 0;
        _headerLength = 0;
        return SpdyEvent.Data;
    }

    /// <summary>Reads content of the current data frame, straight into the caller's memory.</summary>
    /// <returns>How many bytes were read; at least 1.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> ReadDataAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var received = await ReceiveAsync(buffer[..Math.Min(buffer.Length, DataLeft)], cancel).ConfigureAwait(false);
        DataLeft -= received;
        return received;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SpdyEvent> ReadControlAsync(ushort type, CancellationToken cancel)
    {
        var length = SpdyFrame.PayloadLength(_header);
        if (length is < sizeof(int) or > LongestControl) throw NotSpdy();
        _control ??= new byte[length];
        while (_controlLength < length)
        {
            _controlLength += await ReceiveAsync(_control.AsMemory(_controlLength), cancel).ConfigureAwait(false);
        }
        var payload = _control;
        (_headerLength, _control, _controlLength) = (0, null, 0);
        StreamId = SpdyFrame.StreamId(payload);
        switch (type)
        {
            case SpdyFrame.SynReply:
                return SpdyEvent.Accepted;
            case SpdyFrame.RstStream:
                return SpdyEvent.Reset;
            case SpdyFrame.Ping when payload[^1] % 2 == 0:
                // The server's pings have even numbers, and are echoed.
                await SendAsync(SpdyFrame.PingOf(StreamId), cancel).ConfigureAwait(false);
                return SpdyEvent.None;
            default:
                // Replies to this side's pings, settings and the like: no action is needed.
                return SpdyEvent.None;
        }
    }

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

    /// <summary>The error of a connection that does not carry the frames that were agreed on.</summary>
    internal PodStreamException NotSpdy() => Fail(Broken($"connection carries a protocol other than {Protocol}"));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        ThrowIfFailed();
        try
        {
            var received = await _connection.ReadAsync(buffer, cancel).ConfigureAwait(false);
            return received > 0 ? received : throw Broken("connection ended unexpectedly");
        }
        catch (PodStreamException e)
        {
            throw Fail(e);
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            throw Fail(Broken("connection ended unexpectedly", e));
        }
    }

    /// <summary>Sends data on a stream.</summary>
    internal async ValueTask SendDataAsync(int stream, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        var frame = ArrayPool<byte>.Shared.Rent(SpdyFrame.HeaderLength + Math.Min(data.Length, LongestWrite));
        try
        {
            while (!data.IsEmpty)
            {
                var piece = data[..Math.Min(data.Length, LongestWrite)];
                SpdyFrame.WriteDataHeader(frame, stream, piece.Length);
                piece.CopyTo(frame.AsMemory(SpdyFrame.HeaderLength));
                await SendAsync(frame.AsMemory(0, SpdyFrame.HeaderLength + piece.Length), cancel).ConfigureAwait(false);
                data = data[piece.Length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>Sends whole frames.</summary>
    internal async ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancel)
    {
        ThrowIfFailed();
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await _connection.WriteAsync(frames, cancel).ConfigureAwait(false);
            await _connection.FlushAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            throw Fail(Broken("connection ended while sending", e));
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
        catch (PodStreamException)
        {
            // The next read or write reports the error.
        }
    }

    /// <summary>A connection is lost once: every later call gets the first reason.</summary>
    internal PodStreamException Fail(PodStreamException failure) => Interlocked.CompareExchange(ref _failure, failure, null) ?? failure;

    private PodStreamBrokenException Broken(string what, Exception? cause = null) => new(_resource, $"The {_resource.Noun}'s {what}.", cause);

    internal void ThrowIfFailed()
    {
        if (_failure is not null) throw _failure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keepAlive.Dispose();
        _connection.Dispose();
    }
}
