using System.Security.Cryptography;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Folders;

/// <summary>The progress of an upload.</summary>
/// <param name="Pod">The pod that receives the file.</param>
/// <param name="Bytes">The bytes that were sent in this attempt.</param>
/// <param name="Total">The file's length in bytes.</param>
/// <param name="Restarts">How often the upload started over.</param>
public readonly record struct UploadProgress(string Pod, long Bytes, long Total, int Restarts);

/// <summary>
/// Copies a file into the backup folder of one pod: under a temporary name, compared with its SHA-256 there, and renamed only when it is
/// whole. HiveMQ does not document this way; only what the broker then lists counts.
/// </summary>
/// <param name="pods">The broker's pods.</param>
/// <param name="api">The broker's REST API.</param>
internal sealed class BackupUpload(IFolderPods pods, BackupApi api)
{
    private const int MostAttempts = 3;

    // How long a broker may take to list a new folder.
    private static readonly TimeSpan ListLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ListPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    // Ctrl+C must end the command within a second.
    private static readonly TimeSpan CanceledCleanUp = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan FailedCleanUp = TimeSpan.FromSeconds(10);

    /// <summary>Copies the file, unless the broker has that backup already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="id">The backup's id.</param>
    /// <param name="container">The container, or null for the one with the REST API.</param>
    /// <param name="progress">Reported at every block.</param>
    /// <param name="cancel">Ends the upload.</param>
    /// <returns>The backup as the broker lists it.</returns>
    /// <exception cref="HiveMQBackupException">Nothing of the file stays in the pod.</exception>
    internal async Task<Backup> RunAsync(string path, string id, string? container, IProgress<UploadProgress>? progress, CancellationToken cancel)
    {
        BackupFolderName.Ensure(id);
        var file = UploadFile.Open(path);
        await using var closing = file.ConfigureAwait(false);
        if (await ListedAsync(id, cancel).ConfigureAwait(false) is { } known)
        {
            if (known.Bytes != file.Length) throw FolderErrors.Exists(id, api.Broker, $"it has {(known.Bytes is { } bytes ? $"{bytes}" : "an unknown number of")} bytes, and the file has {file.Length}");
            api.Log.Tell($"The broker {api.Broker} already has the backup '{TerminalText.Shorten(id)}' with this length; not copying the file.");
            return known;
        }
        api.Log.Warn("HiveMQ does not document a copy into its backup folder. The backup is restored only if the broker then lists it.");
        var name = BackupFolderName.FileNameFor(Path.GetFileName(path), id);
        // Different in each run, so that two uploads of one file do not meet.
        var transfer = new UploadTransfer(file, name, id, $".{id}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.upload", progress, api.Time, api.Log);
        var used = new List<PodShell>();
        try
        {
            var shell = await CopyAsync(transfer, used, container, cancel).ConfigureAwait(false);
            var backup = await WaitUntilListedAsync(id, shell, cancel).ConfigureAwait(false);
            // A pod that was killed may be back, on the same volume.
            if (used.Count > 1) await CleanUpAsync(used, transfer, cancel).ConfigureAwait(false);
            return backup;
        }
        catch
        {
            await CleanUpAsync(used, transfer, cancel).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Backup?> ListedAsync(string id, CancellationToken cancel) =>
        (await api.ListBackupsAsync(cancel).ConfigureAwait(false)).FirstOrDefault(b => b.Id == id);

    private async Task<PodShell> CopyAsync(UploadTransfer transfer, List<PodShell> used, string? container, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var shell = (await pods.FindAsync(container, api.Log, cancel).ConfigureAwait(false))[0];
            var space = await FolderSpace.OfAsync(shell, cancel).ConfigureAwait(false);
            if (space.FreeBytes < transfer.Length) throw FolderErrors.DiskSpaceLow(space, transfer.Length);
            used.Add(shell);
            if (await transfer.TryAsync(shell, attempt, cancel).ConfigureAwait(false) is not { } trouble) return shell;
            if (attempt == MostAttempts) throw FolderErrors.Incomplete(transfer.Path, shell, attempt, trouble);
            api.Log.Warn($"Upload to the pod {shell} interrupted: {trouble.Message.TrimEnd('.')}. Starting over in {RetryPause.TotalSeconds:0} s (attempt {attempt + 1} of {MostAttempts}).");
            // What this attempt has left takes the space that the next one requires.
            await CleanUpAsync(used, transfer, cancel).ConfigureAwait(false);
            await Task.Delay(RetryPause, api.Time, cancel).ConfigureAwait(false);
        }
    }

    private async Task<Backup> WaitUntilListedAsync(string id, PodShell shell, CancellationToken cancel)
    {
        try
        {
            var began = api.Time.GetTimestamp();
            while (true)
            {
                if (await ListedAsync(id, cancel).ConfigureAwait(false) is { } listed) return listed;
                if (api.Time.GetElapsedTime(began) >= ListLimit) break;
                await Task.Delay(ListPause, api.Time, cancel).ConfigureAwait(false);
            }
        }
        catch
        {
            await RemoveAsync(id, shell, cancel).ConfigureAwait(false);
            throw;
        }
        var isRemoved = await RemoveAsync(id, shell, cancel).ConfigureAwait(false);
        throw FolderErrors.NotListed(id, shell, api.Broker, ListLimit, isRemoved);
    }

    private Task<bool> RemoveAsync(string id, PodShell shell, CancellationToken cancel) => CleanAsync(shell, FolderScripts.Remove, [id], cancel);

    private async Task CleanUpAsync(IEnumerable<PodShell> shells, UploadTransfer transfer, CancellationToken cancel) =>
        await Task.WhenAll(shells.DistinctBy(shell => shell.Pod).Select(shell => CleanAsync(shell, FolderScripts.Discard, transfer.ToDiscard(shell), cancel))).ConfigureAwait(false);

    // Canceled, it waits for no login, and for no slow pod.
    private async Task<bool> CleanAsync(PodShell shell, string script, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        if (!cancel.IsCancellationRequested)
        {
            using var limit = new TimeLimit(FailedCleanUp, api.Time, new CallScope(api.Log), cancel);
            var isDone = await TryRunAsync(shell, script, arguments, limit, limit.Token).ConfigureAwait(false);
            if (isDone || !cancel.IsCancellationRequested) return isDone;
        }
        using var over = new CancellationTokenSource(CanceledCleanUp, api.Time);
        return await TryRunAsync(shell, script, arguments, null, over.Token).ConfigureAwait(false);
    }

    // The error that led here counts. A receiving script removes its file by itself when its input ends too early.
    private async Task<bool> TryRunAsync(PodShell shell, string script, IReadOnlyList<string> arguments, TimeLimit? limit, CancellationToken over)
    {
        try
        {
            return (await shell.RunAsync(script, arguments, over, limit).ConfigureAwait(false)).ExitCode == 0;
        }
        catch (Exception e) when (e is HiveMQBackupException or OperationCanceledException)
        {
            api.Log.Tell($"The backup folder in the pod {shell} could not be cleaned up: {e.Message}");
            return false;
        }
    }
}
