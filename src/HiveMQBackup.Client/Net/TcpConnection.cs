using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace HiveMQBackup.Client.Net;

/// <summary>
/// A TCP connection that is read on a dedicated thread, in large pieces, while a read waits for data. What waits continues on that
/// thread: in a large transfer the thread pool is not involved. An idle connection has no thread until .NET's pool begins to watch it, after
/// 15 seconds or more.
/// </summary>
/// <remarks>
/// A socket's own asynchronous reads wake a pool thread for every few kilobytes, and each spins for a while before it sleeps
/// again. On a machine that is busy with the transfer that was half of the client's processor time (docs/performance.md).
/// </remarks>
internal sealed class TcpConnection : AsyncOnlyStream, IValueTaskSource<int>
{
    private const int BufferLength = 256 * 1024;
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferLength);
    private readonly object _lock = new();
    private readonly Action _readOnThread;
    private ManualResetValueTaskSourceCore<int> _read;
    private CancellationTokenRegistration _cancellation;
    private Memory<byte> _wanted;
    private bool _isWaiting;
    private bool _hasThread;
    private bool _hasLooked;
    private int _start;
    private int _end;
    private bool _ended;
    private Exception? _failure;

    private TcpConnection(Socket socket)
    {
        _socket = socket;
        _readOnThread = ReadOnThread;
    }

    /// <summary>Connects, on a thread of those that read.</summary>
    /// <exception cref="SocketException">The connection was refused, or the host cannot be reached.</exception>
    internal static async ValueTask<Stream> ConnectAsync(DnsEndPoint address, CancellationToken cancel)
    {
        var addresses = await HostAddresses.FindAsync(address.Host, cancel).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = (int)SendLimit.TotalMilliseconds };
        // The caller that awaits the connection continues on the thread pool: that thread only reads.
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ReadingThreads.Run(() => Connect(socket, addresses, address.Port, connected));
        using var cancellation = cancel.Register(socket.Dispose);
        try
        {
            await connected.Task.ConfigureAwait(false);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        return new TcpConnection(socket);
    }

    private static void Connect(Socket socket, IPAddress[] addresses, int port, TaskCompletionSource connected)
    {
        try
        {
            socket.Connect(addresses, port);
            connected.SetResult();
        }
#pragma warning disable CA1031 // Any exception belongs to the caller: thrown on this thread it would end the whole process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            socket.Dispose();
            connected.SetException(e);
        }
    }

    private void ReadOnThread()
    {
        while (BeginReceive()) Receive();
    }

    private bool BeginReceive()
    {
        lock (_lock)
        {
            if (_isWaiting) return true;
            _hasThread = false;
            _hasLooked = false;
            return false;
        }
    }

    private void Receive()
    {
        var (received, failure) = ReceivePiece();
        int given;
        lock (_lock)
        {
            Keep(received, failure);
            // The read was canceled: the next one gets the data.
            if (!_isWaiting) return;
            given = Take(_wanted.Span);
            Forget();
        }
        // The read's continuation runs here, and returns when it needs more than has arrived.
        if (failure is null) _read.SetResult(given);
        else _read.SetException(failure);
    }

    private void Keep(int received, Exception? failure)
    {
        (_start, _end) = (0, received);
        _failure = failure;
        _ended = received == 0;
    }

    private (int Received, Exception? ErrorCode) ReceivePiece()
    {
        try
        {
            return (_socket.Receive(_buffer), null);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return (0, new IOException(e.Message, e));
        }
    }

    // Of an idle connection, what has arrived meanwhile, such as its end, is noticed at once. But only a reading thread reads on and on.
    private void Look()
    {
        if (_hasThread || _hasLooked) return;
        _hasLooked = true;
        try
        {
            if (!_socket.Poll(0, SelectMode.SelectRead)) return;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Keep(0, new IOException(e.Message, e));
            return;
        }
        var (received, failure) = ReceivePiece();
        Keep(received, failure);
    }

    private int Take(Span<byte> wanted)
    {
        var length = Math.Min(wanted.Length, _end - _start);
        _buffer.AsSpan(_start, length).CopyTo(wanted);
        _start += length;
        return length;
    }

    private void Forget()
    {
        _isWaiting = false;
        _wanted = default;
        _cancellation.Unregister();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_start == _end && !_ended) Look();
            if (_start < _end) return new ValueTask<int>(Take(buffer.Span));
            if (_failure is not null) return ValueTask.FromException<int>(_failure);
            if (_ended) return new ValueTask<int>(0);
            if (_isWaiting) throw new InvalidOperationException("A read is under way already.");
            _read.Reset();
            _isWaiting = true;
            _wanted = buffer;
            _cancellation = cancellationToken.UnsafeRegister(static (connection, token) => ((TcpConnection)connection!).Cancel(token), this);
            if (!_hasThread) ReadingThreads.Run(_readOnThread);
            _hasThread = true;
            return new ValueTask<int>(this, _read.Version);
        }
    }

    private void Cancel(CancellationToken token)
    {
        lock (_lock)
        {
            if (!_isWaiting) return;
            Forget();
        }
        _read.SetException(new OperationCanceledException(token));
    }

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    /// <summary>Sends synchronously: requests are small, and a socket that is used asynchronously once stays asynchronous.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            while (!buffer.IsEmpty) buffer = buffer[_socket.Send(buffer.Span)..];
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return ValueTask.FromException(new IOException(e.Message, e));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Ends the thread's receive call.
            _socket.Dispose();
            lock (_lock) (_start, _end) = (0, 0);
        }
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override bool CanWrite => true;
}
