namespace HiveMQBackup.Client.Backups.Download;

/// <summary>
/// Copies a response's body into a file: blocks are hashed and written while the next one is filled from the network.
/// What has arrived is in the file when the copy ends, however it ends.
/// </summary>
/// <param name="target">Where the body goes.</param>
/// <param name="longest">The length that the file may reach, or null if it is unknown.</param>
/// <param name="stallLimit">How long the connection can be idle.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Receives the file's length as it grows.</param>
internal sealed class BodyCopy(IBlockTarget target, long? longest, TimeSpan stallLimit, TimeProvider time, Action<long> report)
{
    /// <summary>Copies up to the end of the body.</summary>
    /// <exception cref="StalledException">The connection was idle for too long.</exception>
    /// <exception cref="TooLongException">The body is longer than <c>longest</c>.</exception>
    internal async Task RunAsync(Stream body, CancellationToken cancel)
    {
        using var writer = new BlockWriter(target);
        using var stalled = new CancellationTokenSource(stallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stalled.Token);
        var length = target.Length;
        var block = writer.Take();
        var filled = 0;
        try
        {
            int read;
            do
            {
                if (filled == BlockWriter.BlockLength)
                {
                    writer.Append(block, filled);
                    filled = 0;
                    // A slow disk is not an idle connection.
                    stalled.CancelAfter(Timeout.InfiniteTimeSpan);
                    block = writer.Take();
                }
                stalled.CancelAfter(stallLimit);
                read = await body.ReadAsync(block.AsMemory(filled, BlockWriter.BlockLength - filled), either.Token).ConfigureAwait(false);
                length += read;
                if (length > longest) throw new TooLongException();
                filled += read;
                report(length);
            }
            while (read > 0 && !writer.HasFailed);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new StalledException($"the connection was idle for {stallLimit.TotalSeconds:0} seconds");
        }
        finally
        {
            writer.Append(block, filled);
            await writer.FinishAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>A transfer was idle for too long.</summary>
internal sealed class StalledException(string message) : IOException(message);

/// <summary>More bytes arrived than the file can have.</summary>
internal sealed class TooLongException() : Exception("The response is longer than the file.");
