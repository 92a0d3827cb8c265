using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Unit.Support;

/// <summary>A connection whose incoming side is a script. At the script's end it stays idle until the read is canceled.</summary>
internal sealed class FakeConnection : AsyncOnlyStream
{
    private readonly Queue<ReadOnlyMemory<byte>> _script = new();
    private readonly MemoryStream _sent = new();
    private readonly SemaphoreSlim _writes = new(0);
    private TaskCompletionSource _more = new();
    private bool _ended;
    private bool _disposed;
    private Exception? _failure;

    public override bool CanWrite => true;

    /// <summary>All that was sent.</summary>
    public byte[] Sent => _sent.ToArray();

    /// <summary>Completes with the next write that was not yet waited for.</summary>
    public Task NextWriteAsync() => _writes.WaitAsync(Test.Cancel);

    /// <summary>How much a read gives at most.</summary>
    public int LongestRead { get; set; } = int.MaxValue;

    /// <summary>Thrown by every write, if set.</summary>
    public Exception? SendFailure { get; set; }

    public FakeConnection Bytes(params byte[][] pieces)
    {
        foreach (var piece in pieces.Where(p => p.Length > 0)) _script.Enqueue(piece);
        _more.TrySetResult();
        return this;
    }

    public FakeConnection End()
    {
        _ended = true;
        return this;
    }

    public FakeConnection Break(Exception error)
    {
        _failure = error;
        return this;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_script.Count == 0)
        {
            if (_failure is not null) throw _failure;
            if (_ended) return 0;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _more.Task.WaitAsync(cancellationToken);
        }
        var piece = _script.Peek();
        var length = Math.Min(Math.Min(piece.Length, buffer.Length), LongestRead);
        piece[..length].CopyTo(buffer);
        _script.Dequeue();
        if (length < piece.Length) PutBack(piece[length..]);
        return length;
    }

    private void PutBack(ReadOnlyMemory<byte> rest)
    {
        var later = _script.ToArray();
        _script.Clear();
        _script.Enqueue(rest);
        foreach (var piece in later) _script.Enqueue(piece);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // As over a network: a write is not complete at once.
        await Task.Yield();
        if (SendFailure is not null) throw SendFailure;
        _sent.Write(buffer.Span);
        _writes.Release();
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        base.Dispose(disposing);
    }
}
