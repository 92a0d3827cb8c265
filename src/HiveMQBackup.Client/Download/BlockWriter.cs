namespace HiveMQBackup.Client.Download;

/// <summary>
/// Appends blocks to a file upon a thread of its own, one at a time. A pool thread for each block would spin for a while
/// after it, on a processor that the transfer needs.
/// </summary>
internal sealed class BlockWriter : IDisposable
{
    private readonly PartialFile _file;
    private readonly object _lock = new();
    private ReadOnlyMemory<byte> _block;
    private TaskCompletionSource? _pending;
    private bool _closed;

    internal BlockWriter(PartialFile file)
    {
        _file = file;
        new Thread(Run) { IsBackground = true, Name = "HiveMQBackup writer" }.Start();
    }

    /// <summary>Hands a block over; the one before must be done. The task ends when the block is in the file.</summary>
    internal Task AppendAsync(ReadOnlyMemory<byte> block)
    {
        var pending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            (_block, _pending) = (block, pending);
            Monitor.Pulse(_lock);
        }
        return pending.Task;
    }

    private void Run()
    {
        while (Next() is { } pending)
        {
            try
            {
                _file.Append(_block.Span);
                pending.SetResult();
            }
            catch (HiveMQBackupException e)
            {
                pending.SetException(e);
            }
        }
    }

    private TaskCompletionSource? Next()
    {
        lock (_lock)
        {
            while (_pending is null && !_closed) Monitor.Wait(_lock);
            var next = _pending;
            _pending = null;
            return next;
        }
    }

    /// <summary>Ends the thread; the last block must be done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.Pulse(_lock);
        }
    }
}
