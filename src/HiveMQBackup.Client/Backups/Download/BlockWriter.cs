using System.Buffers;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>
/// Hashes blocks and appends them to a file on a dedicated thread, in order, while the next ones are filled. There are a few
/// blocks, which are reused: a transfer that is faster than the disk waits for it.
/// </summary>
/// <remarks>The thread pool is not involved: a pool thread spins for a while after each block and slows the transfer.</remarks>
internal sealed class BlockWriter : IDisposable
{
    // A block fits into a core's cache, so that it is written from there after it was hashed: with 1 MB a download took a tenth longer.
    internal const int BlockLength = 512 * 1024;
    internal const int Blocks = 4;

    private readonly IBlockTarget _target;
    private readonly object _lock = new();
    private readonly Stack<byte[]> _free = new(Blocks);
    private readonly Queue<(byte[] Block, int Length)> _filled = new(Blocks);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isLast;

    internal BlockWriter(IBlockTarget target)
    {
        _target = target;
        for (var i = 0; i < Blocks; i++) _free.Push(ArrayPool<byte>.Shared.Rent(BlockLength));
        new Thread(Run) { IsBackground = true, Name = "HiveMQBackup writer" }.Start();
    }

    /// <summary>A block to fill. Blocks the thread while all are on their way to the disk.</summary>
    internal byte[] Take()
    {
        lock (_lock)
        {
            while (_free.Count == 0) Monitor.Wait(_lock);
            return _free.Pop();
        }
    }

    /// <summary>Queues a block to be written, unless an earlier one could not be written.</summary>
    internal void Append(byte[] block, int length)
    {
        lock (_lock)
        {
            _filled.Enqueue((block, length));
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Whether writing has failed: <see cref="FinishAsync"/> says why.</summary>
    internal bool HasFailed => _ended.Task.IsFaulted;

    /// <summary>Completes when all blocks are in the file.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>.</exception>
    internal Task FinishAsync()
    {
        lock (_lock)
        {
            _isLast = true;
            Monitor.PulseAll(_lock);
        }
        return _ended.Task;
    }

    private void Run()
    {
        try
        {
            while (Next() is { } next)
            {
                // After an error, blocks are still returned, so that no caller waits for one.
                if (!HasFailed) Write(next);
                lock (_lock)
                {
                    _free.Push(next.Block);
                    Monitor.PulseAll(_lock);
                }
            }
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void Write((byte[] Block, int Length) next)
    {
        try
        {
            _target.Append(next.Block.AsSpan(0, next.Length));
        }
#pragma warning disable CA1031 // Any exception belongs to the copy: thrown on this thread it would end the whole process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ended.SetException(e);
        }
    }

    private (byte[] Block, int Length)? Next()
    {
        lock (_lock)
        {
            while (_filled.Count == 0)
            {
                if (_isLast) return null;
                Monitor.Wait(_lock);
            }
            return _filled.Dequeue();
        }
    }

    /// <summary>Gives the memory back; only after <see cref="FinishAsync"/> has ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_free.TryPop(out var block)) ArrayPool<byte>.Shared.Return(block);
        }
    }
}
