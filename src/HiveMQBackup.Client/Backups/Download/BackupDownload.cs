using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Downloads backups: a complete, correct file, or none. A download resumes after its connection is lost.</summary>
public sealed class BackupDownload(BackupApi api)
{
    private const int MostTriesWithoutProgress = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    // If a server asks for more, the user decides.
    private static readonly TimeSpan LongestRequestedPause = TimeSpan.FromMinutes(5);

    /// <summary>Downloads a backup's file.</summary>
    /// <param name="backup">The backup; its state must have a file, its size is checked if it is known.</param>
    /// <param name="options">Where and how to save it.</param>
    /// <param name="progress">Reported at every read.</param>
    /// <param name="cancel">Ends the download.</param>
    /// <param name="verifying">Reported while the file is tested, on any thread.</param>
    /// <exception cref="HiveMQBackupException">Nothing of the file was kept, except a partial file if that was requested.</exception>
    public async Task<SavedBackup> SaveAsync(
        Backup backup, SaveOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancel, IProgress<TestProgress>? verifying = null)
    {
        ArgumentNullException.ThrowIfNull(backup);
        ArgumentNullException.ThrowIfNull(options);
        if (!BackupState.HasFile(backup.State)) throw DownloadErrors.NotDownloadable(backup, api.Broker.ToString());
        if (backup.Bytes == 0) throw DownloadErrors.Empty(backup.Id, api.Broker.ToString());
        var started = api.Time.GetTimestamp();
        OutputFolder.Make(options.Folder);
        if (options.FileName is { } given) Transfer.EnsureFree(Path.Combine(options.Folder, given), options, api.Broker, backup.Id);
        var identity = options.Resume ? PartialFile.IdentityOf(backup, api.Broker.ToString()) : null;
        var left = identity is null ? null : await Task.Run(() => PartialFile.Reopen(options.Folder, identity, api.Log, cancel), cancel).ConfigureAwait(false);
        using var transfer = new Transfer(api, backup, options, identity, left, progress);
        var pause = FirstPause;
        for (var tries = 0; !await transfer.TryAsync(cancel).ConfigureAwait(false);)
        {
            (tries, pause) = transfer.HasMadeProgress ? (1, FirstPause) : (tries + 1, pause * 2 < LongestPause ? pause * 2 : LongestPause);
            if (tries > MostTriesWithoutProgress || transfer.RequestedPause > LongestRequestedPause) throw transfer.Incomplete();
            var wait = transfer.RequestedPause > pause ? transfer.RequestedPause : pause;
            transfer.WarnOf(tries, MostTriesWithoutProgress, wait);
            await Task.Delay(wait, api.Time, cancel).ConfigureAwait(false);
        }
        return await transfer.FinishAsync(started, verifying, cancel).ConfigureAwait(false);
    }
}
