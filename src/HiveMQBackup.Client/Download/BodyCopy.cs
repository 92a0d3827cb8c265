using System.Buffers;

namespace HiveMQBackup.Client.Download;

/// <summary>
/// Copies a response's body into a file: one block is hashed and written while the next one is filled from the network.
/// What has arrived is in the file when the copy ends, however it ends.
/// </summary>
/// <param name="file">Where the body goes.</param>
/// <param name="longest">The length that the file may reach, or null where nobody knows.</param>
/// <param name="stallLimit">How long no byte may come.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told the file's length as it grows.</param>
internal sealed class BodyCopy(PartialFile file, long? longest, TimeSpan stallLimit, TimeProvider time, Action<long> report) : IDisposable
{
    private const int BlockLength = 512 * 1024;

    private readonly BlockWriter _writer = new(file);
    private byte[] _filling = ArrayPool<byte>.Shared.Rent(BlockLength);
    private byte[] _writing = ArrayPool<byte>.Shared.Rent(BlockLength);
    private Task _written = Task.CompletedTask;
    private int _filled;

    /// <summary>Copies up to the end of the body. May be called once.</summary>
    /// <exception cref="StalledException">No byte came for too long.</exception>
    /// <exception cref="TooLongException">The body goes on beyond <c>longest</c>.</exception>
    internal async Task RunAsync(Stream body, CancellationToken cancel)
    {
        using var stalled = new CancellationTokenSource(stallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stalled.Token);
        var start = file.Length;
        long got = 0;
        try
        {
            int read;
            do
            {
                if (_filled == BlockLength) await HandOverAsync().ConfigureAwait(false);
                stalled.CancelAfter(stallLimit);
                read = await body.ReadAsync(_filling.AsMemory(_filled, BlockLength - _filled), either.Token).ConfigureAwait(false);
                got += read;
                if (start + got > longest) throw new TooLongException();
                _filled += read;
                report(start + got);
            }
            while (read > 0);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new StalledException($"no byte came for {stallLimit.TotalSeconds:0} seconds", e);
        }
        finally
        {
            await FinishAsync().ConfigureAwait(false);
        }
    }

    private async Task HandOverAsync()
    {
        await _written.ConfigureAwait(false);
        (_filling, _writing) = (_writing, _filling);
        var block = _writing.AsMemory(0, _filled);
        _filled = 0;
        _written = _writer.AppendAsync(block);
    }

    private async Task FinishAsync()
    {
        await HandOverAsync().ConfigureAwait(false);
        await _written.ConfigureAwait(false);
    }

    /// <summary>Gives thread and memory back; only after <see cref="RunAsync"/> has ended.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        ArrayPool<byte>.Shared.Return(_filling);
        ArrayPool<byte>.Shared.Return(_writing);
    }
}

/// <summary>A transfer came to a halt.</summary>
internal sealed class StalledException(string message, Exception inner) : IOException(message, inner);

/// <summary>More bytes came than there can be.</summary>
internal sealed class TooLongException() : Exception("More bytes came than the file can have.");
