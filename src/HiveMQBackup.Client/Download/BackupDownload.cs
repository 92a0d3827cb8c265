using System.Buffers;
using System.Diagnostics;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Rest;

namespace HiveMQBackup.Client.Download;

/// <summary>How a download stands.</summary>
/// <param name="Bytes">The bytes that have arrived.</param>
/// <param name="Total">The file's length in bytes, or null where it is unknown.</param>
public readonly record struct DownloadProgress(long Bytes, long? Total);

/// <summary>Where a backup is to be saved.</summary>
/// <param name="Folder">An absolute path; made where it is missing.</param>
/// <param name="FileName">A bare name, or null to take the one the broker proposes.</param>
/// <param name="Overwrite">Whether an existing file is replaced.</param>
public sealed record SaveOptions(string Folder, string? FileName, bool Overwrite);

/// <summary>A backup that was saved.</summary>
/// <param name="Path">The file's absolute path.</param>
/// <param name="Length">The file's length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its content, in lower-case hexadecimal.</param>
/// <param name="Duration">How long the download took.</param>
public sealed record SavedBackup(string Path, long Length, string Sha256, TimeSpan Duration);

/// <summary>Downloads backups: a whole, right file, or none.</summary>
public sealed class BackupDownload(BackupApi api)
{
    private const int BlockLength = 512 * 1024;

    /// <summary>How long no byte may come before the download counts as dead.</summary>
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(60);

    /// <summary>Downloads a backup's file.</summary>
    /// <param name="backup">The backup; its state must have a file, its size is checked if it is known.</param>
    /// <param name="options">Where to save it.</param>
    /// <param name="progress">Told at every read.</param>
    /// <param name="cancel">Ends the download; nothing of it is kept then.</param>
    /// <exception cref="HiveMQBackupException">Nothing of the file was kept.</exception>
    public async Task<SavedBackup> SaveAsync(Backup backup, SaveOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(backup);
        ArgumentNullException.ThrowIfNull(options);
        if (!BackupState.HasFile(backup.State)) throw NotDownloadable(backup);
        var watch = Stopwatch.StartNew();
        MakeFolder(options.Folder);
        if (options.FileName is { } given) EnsureFree(Path.Combine(options.Folder, given), options.Overwrite);
        using var response = await api.OpenFileAsync(backup.Id, cancel).ConfigureAwait(false);
        var target = Path.Combine(options.Folder, options.FileName ?? Name(backup, response));
        EnsureFree(target, options.Overwrite);
        var expected = Expected(backup, response);
        using var file = PartialFile.Create(target, expected ?? 0);
        await CopyAsync(backup, response, file, expected, progress, cancel).ConfigureAwait(false);
        var sha256 = file.Keep(target, options.Overwrite);
        return new SavedBackup(target, file.Length, sha256, watch.Elapsed);
    }

    private HiveMQBackupException NotDownloadable(Backup backup) => new(
        Failure.BackupNotDownloadable,
        $"The backup '{Printable.Text(backup.Id)}' of the broker {api.Broker} has no file: its state is {Printable.Text(backup.State)}"
            + (backup.FailReason is { } why ? $" ({Printable.Text(why)})." : "."),
        backup.State.Equals(BackupState.InProgress, StringComparison.OrdinalIgnoreCase)
            ? "Wait for it with: Get-HiveMQBackupStatus -Wait"
            : "Choose another one: Get-HiveMQBackup -State COMPLETED");

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw DownloadFailures.NoFolder(folder, File.Exists(folder) ? "it is a file." : Printable.Text(e.Message), e);
        }
    }

    private static void EnsureFree(string target, bool overwrite)
    {
        if (Directory.Exists(target)) throw DownloadFailures.NoFolder(target, "it is a folder, where the file is to be.");
        if (!overwrite && File.Exists(target)) throw DownloadFailures.Exists(target);
    }

    /// <summary>The name that the broker proposes, else backup-{id}-{when it was created, in UTC}.tar.gz.</summary>
    internal static string Name(Backup backup, HttpResponseMessage response) =>
        ContentDispositionName.From(response.Content.Headers.ContentDisposition)
        ?? $"backup-{ContentDispositionName.Safe(backup.Id.Replace('/', '_').Replace('\\', '_')) ?? "0"}-{(backup.CreatedAt ?? DateTimeOffset.UtcNow).UtcDateTime:yyyyMMdd-HHmmss}.tar.gz";

    private long? Expected(Backup backup, HttpResponseMessage response)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced is { } length && backup.Bytes is { } bytes && length != bytes) throw DownloadFailures.Size(backup.Id, api.Broker.ToString(), $"{length} bytes", bytes);
        return announced ?? backup.Bytes;
    }

    // Two blocks: one is hashed and written while the other one is filled from the network.
    private async Task CopyAsync(
        Backup backup, HttpResponseMessage response, PartialFile file, long? expected, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using var stalled = new CancellationTokenSource(StallLimit, api.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stalled.Token);
        var (filling, writing) = (ArrayPool<byte>.Shared.Rent(BlockLength), ArrayPool<byte>.Shared.Rent(BlockLength));
        var written = Task.CompletedTask;
        long got = 0;
        try
        {
            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            int filled;
            do
            {
                filled = await FillAsync(filling).ConfigureAwait(false);
                await written.ConfigureAwait(false);
                (filling, writing) = (writing, filling);
                var block = writing.AsMemory(0, filled);
                written = Task.Run(() => file.Append(block.Span), CancellationToken.None);
            }
            while (filled == BlockLength);
            await written.ConfigureAwait(false);

            async Task<int> FillAsync(byte[] block)
            {
                var length = 0;
                int read;
                do
                {
                    stalled.CancelAfter(StallLimit);
                    read = await body.ReadAsync(block.AsMemory(length, BlockLength - length), either.Token).ConfigureAwait(false);
                    length += read;
                    got += read;
                    if (got > expected) throw DownloadFailures.Size(backup.Id, api.Broker.ToString(), "more bytes", expected.Value);
                    progress?.Report(new DownloadProgress(got, expected));
                }
                while (read > 0 && length < BlockLength);
                return length;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Incomplete(Printable.Text(Kubernetes.KubernetesFailures.Reason(e)), e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw Incomplete($"no byte came for {StallLimit.TotalSeconds:0} seconds.", e);
        }
        finally
        {
            // The block that is still being written must not go back to the pool before.
            await written.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(filling);
            ArrayPool<byte>.Shared.Return(writing);
        }
        if (got < expected) throw Incomplete("the connection ended too early.", null);

        HiveMQBackupException Incomplete(string why, Exception? cause) => DownloadFailures.Incomplete(backup.Id, api.Broker.ToString(), got, expected, why, cause);
    }
}
