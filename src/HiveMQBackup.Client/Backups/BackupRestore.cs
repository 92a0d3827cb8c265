using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups;

/// <summary>Starts the restore of a backup exactly once, even if the response to the request is lost.</summary>
/// <remarks>The data goes into the running cluster (since HiveMQ 4.9).</remarks>
public sealed class BackupRestore(BackupApi api)
{
    /// <summary>Checks that a restore can start now, without sending the request.</summary>
    /// <param name="id">The backup's id.</param>
    /// <param name="cancel">Ends the check.</param>
    /// <returns>The backup as the broker describes it.</returns>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="ErrorCode.BackupNotFound"/>, <see cref="ErrorCode.BackupNotRestorable"/>: its state has nothing to restore;
    /// <see cref="ErrorCode.BackupAlreadyRunning"/>: a backup or restore is running.
    /// </exception>
    public async Task<Backup> CheckAsync(string id, CancellationToken cancel)
    {
        var all = await ListIdleAsync(cancel).ConfigureAwait(false);
        var backup = all.FirstOrDefault(b => b.Id == id) ?? await api.GetBackupAsync(id, cancel).ConfigureAwait(false);
        return BackupState.HasFile(backup.State) ? backup : throw NotRestorable(backup);
    }

    /// <summary>Checks that no backup or restore is running, before a file is copied for one.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BackupAlreadyRunning"/>.</exception>
    public Task EnsureIdleAsync(CancellationToken cancel) => ListIdleAsync(cancel);

    private async Task<IReadOnlyList<Backup>> ListIdleAsync(CancellationToken cancel)
    {
        var all = await api.ListBackupsAsync(cancel).ConfigureAwait(false);
        return all.FirstOrDefault(b => BackupState.IsRunning(b.State)) is { } running
            ? throw RunningBackup.Error(running, api.Broker, "Nothing was restored.", new ErrorCause.BackupRunning(running.Id, null))
            : all;
    }

    /// <summary>Starts the restore.</summary>
    /// <param name="backup">The backup as <see cref="CheckAsync"/> returned it.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <returns>The backup as the broker described it, usually RESTORE_IN_PROGRESS.</returns>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="ErrorCode.RestoreUncertain"/>: the request may have arrived, and the backup's state does not show it.
    /// </exception>
    public async Task<Backup> StartAsync(Backup backup, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(backup);
        try
        {
            return await api.RequestRestoreAsync(backup.Id, cancel).ConfigureAwait(false);
        }
        catch (ResponseLostException lost)
        {
            return await FindStartedAsync(backup, lost, cancel).ConfigureAwait(false);
        }
    }

    private async Task<Backup> FindStartedAsync(Backup before, ResponseLostException lost, CancellationToken cancel)
    {
        api.Log.Warn($"The broker {api.Broker} did not respond to the restore request ({lost.Message}). Not sending it again; checking the state of the backup.");
        var looked = "its state could not be read";
        foreach (var pause in AfterChange.Pauses)
        {
            await Task.Delay(pause, api.Time, cancel).ConfigureAwait(false);
            try
            {
                var now = await api.GetBackupAsync(before.Id, cancel).ConfigureAwait(false);
                // Its previous state says nothing: an earlier restore may have left it.
                if (BackupState.IsRestore(now.State) && !now.State.Equals(before.State, StringComparison.OrdinalIgnoreCase))
                {
                    api.Log.Warn($"The restore of the backup '{TerminalText.Shorten(now.Id)}' has started since then; waiting for it.");
                    return now;
                }
                looked = $"its state is {TerminalText.Shorten(now.State)}";
            }
            catch (HiveMQBackupException e)
            {
                // If the state cannot be read, the error must not claim that no restore was started.
                looked = e.Message;
            }
        }
        throw new HiveMQBackupException(
            ErrorCode.RestoreUncertain,
            $"It is unknown whether the broker {api.Broker} started to restore the backup '{TerminalText.Shorten(before.Id)}': the response to the request was lost ({lost.Message}), and {looked}.",
            inner: lost);
    }

    private HiveMQBackupException NotRestorable(Backup backup) => new(
        ErrorCode.BackupNotRestorable,
        $"The backup '{TerminalText.Shorten(backup.Id)}' of the broker {api.Broker} is {TerminalText.Shorten(backup.State)} and cannot be restored"
            + (backup.FailReason is { } why ? $": {TerminalText.Shorten(why, 500)}" : "."));
}
