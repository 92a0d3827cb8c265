using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Folders;

/// <summary>Deletes backups at the broker: by the REST API where it can, and else by removing the backup's folder in each pod.</summary>
/// <param name="api">The broker's REST API.</param>
/// <param name="folders">The folders in its pods; null for a broker without Kubernetes.</param>
public sealed class BackupRemoval(BackupApi api, BackupFolders? folders)
{
    /// <summary>Deletes a backup; warns if the broker still lists it afterwards.</summary>
    /// <param name="backup">The backup in its present state.</param>
    /// <param name="container">The container with the backup folder, or null for the one with the REST API.</param>
    /// <param name="cancel">Ends the removal.</param>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="ErrorCode.BackupIdInvalid"/>, <see cref="ErrorCode.BackupAlreadyRunning"/>: it is being
    /// created or restored; <see cref="ErrorCode.BackupNotRemovable"/>: the REST API has no such call, and there is no pod to remove it in.
    /// </exception>
    public async Task RemoveAsync(Backup backup, string? container, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(backup);
        var id = backup.Id;
        BackupFolderName.Ensure(id);
        if (BackupState.IsRunning(backup.State)) throw RemovalErrors.Running(backup, api.Broker);
        if (!await DeletedAsync(id, cancel).ConfigureAwait(false)) await RemoveFoldersAsync(id, container, cancel).ConfigureAwait(false);
        if (await IsListedAsync(id, cancel).ConfigureAwait(false)) api.Log.Warn($"The broker {api.Broker} still lists the backup '{TerminalText.Shorten(id)}' after it was deleted. A restart of the broker reads the backup folder again.");
    }

    private async Task<bool> DeletedAsync(string id, CancellationToken cancel)
    {
        try
        {
            return await api.RequestRemovalAsync(id, cancel).ConfigureAwait(false);
        }
        catch (ResponseLostException lost)
        {
            // Deleting twice does no harm, and the list tells whether it is needed.
            api.Log.Tell($"The broker {api.Broker} did not respond to the delete request ({lost.Message}).");
            if (!await IsListedAsync(id, cancel).ConfigureAwait(false)) return true;
            throw RemovalErrors.Uncertain(id, api.Broker, lost);
        }
    }

    private async Task RemoveFoldersAsync(string id, string? container, CancellationToken cancel)
    {
        if (folders is null) throw RemovalErrors.NoCall(id, api.Broker);
        api.Log.Tell("The REST API has no call that deletes a backup; removing its folder in the pods.");
        var pods = await folders.RemoveAsync(id, container, cancel).ConfigureAwait(false);
        if (pods.Count == 0) throw RemovalErrors.NoFolder(id, api.Broker);
        api.Log.Tell($"Removed the folder of the backup '{TerminalText.Shorten(id)}' in {string.Join(", ", pods)}.");
    }

    private async Task<bool> IsListedAsync(string id, CancellationToken cancel)
    {
        foreach (var pause in AfterChange.Pauses)
        {
            await Task.Delay(pause, api.Time, cancel).ConfigureAwait(false);
            if ((await api.ListBackupsAsync(cancel).ConfigureAwait(false)).All(b => b.Id != id)) return false;
        }
        return true;
    }
}
