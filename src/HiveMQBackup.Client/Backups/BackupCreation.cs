using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups;

/// <summary>Starts a backup exactly once, even if the response to the request is lost.</summary>
public sealed class BackupCreation(BackupApi api)
{
    /// <summary>Starts a backup.</summary>
    /// <param name="joinRunning">Whether to join a backup that is already running.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <returns>The backup as the broker described it, usually IN_PROGRESS; FAILED if refused; and whether this call started it.</returns>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="ErrorCode.BackupAlreadyRunning"/>: another one is running. <see cref="ErrorCode.CreateUncertain"/>: the request
    /// may have arrived, and no backup can be identified as its own.
    /// </exception>
    public async Task<(Backup Backup, bool IsNew)> StartAsync(bool joinRunning, CancellationToken cancel)
    {
        // Lists the earlier backups, and proves that the broker can be reached before the request is sent.
        var before = await api.ListBackupsAsync(cancel).ConfigureAwait(false);
        if (Running(before) is { } running) return (Join(running, joinRunning), false);
        var created = await RequestAsync(before, cancel).ConfigureAwait(false);
        if (!Is(created, BackupState.Failed)) return (created, true);
        // Another client may have started one a moment earlier.
        var after = await api.ListBackupsAsync(cancel).ConfigureAwait(false);
        return Running(after) is { } other ? (Join(other, joinRunning), false) : (created, true);
    }

    private async Task<Backup> RequestAsync(IReadOnlyList<Backup> before, CancellationToken cancel)
    {
        try
        {
            return await api.RequestBackupAsync(cancel).ConfigureAwait(false);
        }
        catch (ResponseLostException lost)
        {
            return await FindStartedAsync(before.Select(b => b.Id).ToHashSet(StringComparer.Ordinal), lost, cancel).ConfigureAwait(false);
        }
    }

    private static Backup? Running(IReadOnlyList<Backup> backups) =>
        backups.FirstOrDefault(b => BackupState.IsRunning(b.State));

    private static bool Is(Backup backup, string state) => backup.State.Equals(state, StringComparison.OrdinalIgnoreCase);

    private Backup Join(Backup running, bool joinRunning)
    {
        if (!joinRunning || BackupState.IsRestore(running.State)) throw RunningBackup.Error(running, api.Broker, "Nothing was created.");
        api.Log.Warn($"{RunningBackup.Name(running)} of the broker {api.Broker} is already running; joining it instead of creating another one.");
        return running;
    }

    private async Task<Backup> FindStartedAsync(HashSet<string> before, ResponseLostException lost, CancellationToken cancel)
    {
        api.Log.Warn($"The broker {api.Broker} did not respond to the create request ({lost.Message}). Not sending it again; looking for the backup that it may have started.");
        var looked = "the list of backups could not be read";
        foreach (var pause in AfterChange.Pauses)
        {
            await Task.Delay(pause, api.Time, cancel).ConfigureAwait(false);
            try
            {
                var added = (await api.ListBackupsAsync(cancel).ConfigureAwait(false)).Where(b => !before.Contains(b.Id)).ToList();
                if (Own(added) is { } own)
                {
                    api.Log.Warn($"Found the backup '{TerminalText.Shorten(own.Id)}', which has started since then; joining it.");
                    return own;
                }
                looked = added.Count == 0 ? "no new backup is listed" : $"several are new: {string.Join(", ", added.Select(b => TerminalText.Shorten(b.Id)))}";
            }
            catch (HiveMQBackupException e)
            {
                // If the list cannot be read, the error must not claim that no backup was started.
                looked = e.Message;
            }
        }
        throw Uncertain(looked, lost);
    }

    // The broker runs one backup at a time, so of several new ones at most one is not refused.
    private static Backup? Own(List<Backup> added)
    {
        var running = added.Where(b => !Is(b, BackupState.Failed)).ToList();
        return running.Count == 1 ? running[0] : running.Count == 0 && added.Count == 1 ? added[0] : null;
    }

    private HiveMQBackupException Uncertain(string looked, ResponseLostException lost) => new(
        ErrorCode.CreateUncertain,
        $"It is unknown whether the broker {api.Broker} started a backup: the response to the create request was lost ({lost.Message}), and {looked}.",
        inner: lost);
}
