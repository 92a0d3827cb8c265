using HiveMQBackup.Client.Rest;

namespace HiveMQBackup.Client.Backups;

/// <summary>Starts a backup exactly once, also where the answer to the request is lost.</summary>
public sealed class BackupCreation(BackupApi api)
{
    // A broker that was just asked may need a moment until the new backup is listed.
    private static readonly TimeSpan[] Looks = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6)];

    /// <summary>Starts a backup.</summary>
    /// <returns>The backup as the broker described it, mostly IN_PROGRESS; FAILED where it refused.</returns>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="Failure.CreateUncertain"/>: the request may have arrived, and no backup can be said to be its own.
    /// </exception>
    public async Task<Backup> StartAsync(CancellationToken cancel)
    {
        // Says what there was before, and that the way to the broker is open before anything is asked for.
        var before = (await api.ListBackupsAsync(cancel).ConfigureAwait(false)).Select(b => b.Id).ToHashSet(StringComparer.Ordinal);
        try
        {
            return await api.RequestBackupAsync(cancel).ConfigureAwait(false);
        }
        catch (AnswerLostException lost)
        {
            return await FindStartedAsync(before, lost, cancel).ConfigureAwait(false);
        }
    }

    private async Task<Backup> FindStartedAsync(HashSet<string> before, AnswerLostException lost, CancellationToken cancel)
    {
        Notice.Warn($"The broker {api.Broker} did not answer the create request ({lost.Message}). It is not sent again; looking for the backup it may have started.");
        var looked = "it could not be asked";
        foreach (var pause in Looks)
        {
            await Task.Delay(pause, api.Time, cancel).ConfigureAwait(false);
            try
            {
                var added = (await api.ListBackupsAsync(cancel).ConfigureAwait(false)).Where(b => !before.Contains(b.Id)).ToList();
                if (Own(added) is { } own)
                {
                    Notice.Warn($"Found the backup '{Printable.Text(own.Id)}', which has started since; it is followed.");
                    return own;
                }
                looked = added.Count == 0 ? "no new backup is listed" : $"several are new: {string.Join(", ", added.Select(b => Printable.Text(b.Id)))}";
            }
            catch (HiveMQBackupException e) when (e.IsTransient)
            {
                looked = e.Message;
            }
        }
        throw Uncertain(looked, lost);
    }

    // Only one backup runs at a time, so of several new ones at most one is not refused.
    private static Backup? Own(List<Backup> added)
    {
        var running = added.Where(b => !b.State.Equals(BackupState.Failed, StringComparison.OrdinalIgnoreCase)).ToList();
        return running.Count == 1 ? running[0] : running.Count == 0 && added.Count == 1 ? added[0] : null;
    }

    private HiveMQBackupException Uncertain(string looked, AnswerLostException lost) => new(
        Failure.CreateUncertain,
        $"It is not known whether the broker {api.Broker} has started a backup: the answer to the create request was lost ({lost.Message}), and {looked}.",
        "Look at Get-HiveMQBackup in a minute, before you start another one. The request was sent once and is not repeated.",
        lost);
}
