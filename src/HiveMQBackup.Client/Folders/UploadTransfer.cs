using System.Globalization;
using System.Security.Cryptography;
using HiveMQBackup.Client.Kubernetes.Exec;
using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Folders;

/// <summary>Sends one file to a pod: to a temporary folder, and under its final name once the pod has all of it.</summary>
/// <param name="file">The file.</param>
/// <param name="name">Its name in the pod.</param>
/// <param name="id">The backup's id.</param>
/// <param name="temporary">What the names of the temporary folders begin with.</param>
/// <param name="progress">Reported at every block.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Receives messages.</param>
internal sealed class UploadTransfer(FileStream file, string name, string id, string temporary, IProgress<UploadProgress>? progress, TimeProvider time, Log log)
{
    private const int BlockLength = 256 * 1024;
    private const int Killed = 128;
    private const int MostPlaceAttempts = 3;

    // How long a connection may accept nothing before it is considered lost, and how long a checksum of many gigabytes may take.
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ChecksumLimit = TimeSpan.FromMinutes(30);

    private readonly List<string> _temporaries = [];

    // The pod in which the last temporary folder may have its name already.
    private string? _placing;

    /// <summary>The file's path.</summary>
    internal string Path => file.Name;

    /// <summary>The file's length in bytes.</summary>
    internal long Length => file.Length;

    /// <summary>The arguments of the script that discards what all attempts have left in a pod.</summary>
    internal IReadOnlyList<string> ToDiscard(PodShell shell) => [id, name, _placing == shell.Pod ? _temporaries[^1] : "", .. _temporaries];

    /// <summary>Sends the file once.</summary>
    /// <returns>Null if the file is in its place, or else why not; another attempt may succeed.</returns>
    /// <exception cref="HiveMQBackupException">Another attempt would not help.</exception>
    internal async Task<Exception?> TryAsync(PodShell shell, int attempt, CancellationToken cancel)
    {
        _temporaries.Add($"{temporary}{attempt}");
        using var limit = new TimeLimit(StallLimit, time, new CallScope(log), cancel);
        try
        {
            return await SendAsync(shell, attempt, limit).ConfigureAwait(false) ?? await PlaceAsync(shell, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PodStreamException or HiveMQBackupException { IsTransient: true })
        {
            return e;
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            return new TimeoutException($"the connection was idle for {StallLimit.TotalSeconds:0} seconds", e);
        }
    }

    private async Task<Exception?> SendAsync(PodShell shell, int attempt, TimeLimit limit)
    {
        file.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var streams = await shell.OpenAsync(FolderScripts.Receive, Arguments, limit.Scope, limit.Token).ConfigureAwait(false);
        var result = await PodCommand.RunAsync(streams, (write, cancel) => WriteAsync(write, streams, hash, shell.Pod, attempt, limit, cancel), limit.Token).ConfigureAwait(false);
        return result.ExitCode switch
        {
            0 => Compare(result.Output, Convert.ToHexString(hash.GetHashAndReset()), shell),
            FolderScripts.Incomplete when string.IsNullOrWhiteSpace(result.ErrorOutput) => new IOException("the pod received only a part of the file"),
            FolderScripts.RunsTwice => new IOException("the command runs twice in the pod"),
            FolderScripts.Incomplete or FolderScripts.NotWritable => throw FolderErrors.NotWritten(shell, result),
            > Killed => new IOException($"the command in the pod ended with exit code {result.ExitCode}"),
            _ => throw FolderErrors.ExecFailed(shell, result),
        };

        IReadOnlyList<string> Arguments(bool hasEndOfInput) =>
            [_temporaries[^1], name, file.Length.ToString(CultureInfo.InvariantCulture), hasEndOfInput ? "eof" : ""];
    }

    // While one block is sent, the next one is read, and its checksum is computed.
    private async Task WriteAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, IExecStreams streams, IncrementalHash hash, string pod, int attempt, TimeLimit limit, CancellationToken cancel)
    {
        var (current, next) = (new byte[BlockLength], new byte[BlockLength]);
        long sent = 0;
        var length = await file.ReadAsync(current, cancel).ConfigureAwait(false);
        while (length > 0)
        {
            limit.Restart(StallLimit);
            var sending = write(current.AsMemory(0, length), cancel).AsTask();
            hash.AppendData(current.AsSpan(0, length));
            var read = await file.ReadAsync(next, cancel).ConfigureAwait(false);
            await sending.ConfigureAwait(false);
            sent += length;
            progress?.Report(new UploadProgress(pod, sent, file.Length, attempt - 1));
            (current, next, length) = (next, current, read);
        }
        limit.Restart(ChecksumLimit);
        await streams.CompleteInputAsync(cancel).ConfigureAwait(false);
    }

    private IOException? Compare(string output, string sha256, PodShell shell)
    {
        var received = output.Trim().Split(' ', 2)[0];
        if (received.Length == 0)
        {
            log.Tell($"The image of the pod {shell} has no sha256sum; only the length of the file was compared.");
            return null;
        }
        return received.Equals(sha256, StringComparison.OrdinalIgnoreCase) ? null : new IOException("the SHA-256 of the file in the pod differs");
    }

    // A repeated request finds the folder in its place: the response to the first one may have been lost.
    private async Task<Exception?> PlaceAsync(PodShell shell, CancellationToken cancel)
    {
        _placing = shell.Pod;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await shell.RunAsync(FolderScripts.Place, [_temporaries[^1], id, name], cancel).ConfigureAwait(false);
                _placing = null;
                return result.ExitCode switch
                {
                    0 => null,
                    FolderScripts.Exists => throw FolderErrors.Occupied(id, shell),
                    _ => throw FolderErrors.NotWritten(shell, result),
                };
            }
            catch (HiveMQBackupException e) when (e.Code == ErrorCode.ExecFailed && attempt < MostPlaceAttempts)
            {
                log.Tell($"{e.Message} Retrying.");
            }
        }
    }
}
