using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups;

/// <summary>The progress of a wait for a backup.</summary>
/// <param name="Backup">The backup as it was last seen.</param>
/// <param name="Elapsed">The time since the wait began.</param>
/// <param name="NextCheck">The time until the next check.</param>
/// <param name="Trouble">Why the last check failed, or null.</param>
public sealed record WaitProgress(Backup Backup, TimeSpan Elapsed, TimeSpan NextCheck, string? Trouble);

/// <summary>Waits until the broker says that a backup has ended.</summary>
/// <param name="api">The broker's REST API.</param>
/// <param name="slots">Limits the requests of all waits that share them, or null.</param>
public sealed class BackupWait(BackupApi api, RequestSlots? slots = null)
{
    // A node that has just joined might not know the backup yet.
    private const int MostTimesUnknown = 3;
    private static readonly TimeSpan FirstCheck = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Polls after 2 s, then at intervals that double up to 30 s, until the state is terminal, and never before the end of a delay that the
    /// server asks for. Transient errors do not end the wait.
    /// </summary>
    /// <param name="backup">The backup as it was last seen.</param>
    /// <param name="longest">How long to wait.</param>
    /// <param name="progress">Reported once a second.</param>
    /// <param name="cancel">Ends the wait, not the backup.</param>
    /// <returns>The backup in its terminal state, failed ones included.</returns>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="ErrorCode.WaitTimeout"/>: the backup continues. <see cref="ErrorCode.BackupNotFound"/>: it is gone.
    /// </exception>
    public Task<Backup> UntilDoneAsync(Backup backup, TimeSpan longest, IProgress<WaitProgress>? progress, CancellationToken cancel) =>
        UntilAsync(isRestore: false, backup, longest, progress, cancel);

    /// <summary>The same for a restore: the state of the backup before it does not count as its end.</summary>
    public Task<Backup> UntilRestoredAsync(Backup backup, TimeSpan longest, IProgress<WaitProgress>? progress, CancellationToken cancel) =>
        UntilAsync(isRestore: true, backup, longest, progress, cancel);

    private async Task<Backup> UntilAsync(
        bool isRestore, Backup backup, TimeSpan longest, IProgress<WaitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(backup);
        var start = api.Time.GetTimestamp();
        var pause = FirstCheck;
        var requested = TimeSpan.Zero;
        string? trouble = null;
        var unknown = 0;
        while (!(isRestore ? BackupState.IsTerminalRestore(backup.State) : BackupState.IsTerminal(backup.State)))
        {
            var left = longest - api.Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) throw TimedOut(backup, isRestore, longest, trouble);
            await PauseAsync(backup, start, Shorter(left, pause > requested ? pause : requested), trouble, progress, cancel).ConfigureAwait(false);
            pause = Shorter(pause * 2, LongestPause);
            requested = TimeSpan.Zero;
            try
            {
                backup = await CheckAsync(backup.Id, cancel).ConfigureAwait(false);
                trouble = null;
                unknown = 0;
            }
            catch (HiveMQBackupException e) when (e.IsTransient || (e.Code == ErrorCode.BackupNotFound && ++unknown < MostTimesUnknown))
            {
                trouble = e.Message;
                requested = e.RetryAfter ?? TimeSpan.Zero;
                api.Log.Tell($"Still waiting: {e.Message}");
            }
        }
        return backup;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private Task<Backup> CheckAsync(string id, CancellationToken cancel) =>
        slots is null ? api.GetBackupAsync(id, cancel) : slots.RunAsync(() => api.GetBackupAsync(id, cancel), cancel);

    private async Task PauseAsync(Backup backup, long start, TimeSpan pause, string? trouble, IProgress<WaitProgress>? progress, CancellationToken cancel)
    {
        while (pause > TimeSpan.Zero)
        {
            progress?.Report(new WaitProgress(backup, api.Time.GetElapsedTime(start), pause, trouble));
            var step = pause < Tick ? pause : Tick;
            await Task.Delay(step, api.Time, cancel).ConfigureAwait(false);
            pause -= step;
        }
    }

    private HiveMQBackupException TimedOut(Backup backup, bool isRestore, TimeSpan longest, string? trouble) => new(
        ErrorCode.WaitTimeout,
        $"{(isRestore ? "The restore of the backup" : "The backup")} '{TerminalText.Shorten(backup.Id)}' of the broker {api.Broker} was still {TerminalText.Shorten(backup.State)} after {longest.TotalSeconds:0} second{(longest.TotalSeconds == 1 ? "" : "s")}. The {(isRestore ? "restore" : "backup")} itself continues."
            + (trouble is null ? "" : $" The last check failed: {trouble}"),
        new ErrorCause.BackupRunning(backup.Id, longest));
}
