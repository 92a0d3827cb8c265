using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Folders;

/// <summary>The backup folders in a broker's pods, which are reached by commands in the pods ('create' on pods/exec).</summary>
public sealed class BackupFolders
{
    private readonly IFolderPods _pods;
    private readonly BackupApi _api;

    internal BackupFolders(IFolderPods pods, BackupApi api)
    {
        _pods = pods;
        _api = api;
    }

    internal BackupFolders For(BackupApi api) => new(_pods, api);

    /// <summary>Copies a backup's file into the backup folder of one ready pod, unless the broker has that backup already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="id">The backup's id.</param>
    /// <param name="container">The container, or null for the one with the REST API.</param>
    /// <param name="progress">Reported at every block.</param>
    /// <param name="cancel">Ends the upload.</param>
    /// <returns>The backup as the broker lists it.</returns>
    /// <exception cref="HiveMQBackupException">Nothing of the file stays in the pod.</exception>
    public Task<Backup> UploadAsync(string path, string id, string? container, IProgress<UploadProgress>? progress, CancellationToken cancel) =>
        new BackupUpload(_pods, _api).RunAsync(path, id, container, progress, cancel);

    /// <summary>Checks the free disk space of every ready pod's backup folder.</summary>
    /// <param name="minimum">The bytes that each must have.</param>
    /// <param name="container">The container, or null for the one with the REST API.</param>
    /// <param name="cancel">Ends the check.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.DiskSpaceLow"/>, <see cref="ErrorCode.ExecFailed"/>, or a missing permission.</exception>
    public async Task EnsureSpaceAsync(long minimum, string? container, CancellationToken cancel)
    {
        var shells = await _pods.FindAsync(container, _api.Log, cancel).ConfigureAwait(false);
        var spaces = await Task.WhenAll(shells.Select(shell => FolderSpace.OfAsync(shell, cancel))).ConfigureAwait(false);
        if (spaces.Where(space => space.FreeBytes < minimum).MinBy(space => space.FreeBytes) is { } low) throw FolderErrors.DiskSpaceLow(low, minimum);
    }

    /// <summary>Removes a backup's folder from every ready pod that has it.</summary>
    /// <returns>The pods that had it.</returns>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BackupIdInvalid"/>, <see cref="ErrorCode.BrokerFolderNotWritable"/>, <see cref="ErrorCode.ExecFailed"/>, or a missing permission.</exception>
    internal async Task<IReadOnlyList<string>> RemoveAsync(string id, string? container, CancellationToken cancel)
    {
        BackupFolderName.Ensure(id);
        var removed = new List<string>();
        foreach (var shell in await _pods.FindAsync(container, _api.Log, cancel).ConfigureAwait(false))
        {
            var result = await shell.RunAsync(FolderScripts.Remove, [id], cancel).ConfigureAwait(false);
            if (result.ExitCode == 0) removed.Add(shell.Pod);
            else if (result.ExitCode != FolderScripts.Missing) throw FolderErrors.NotWritten(shell, result);
        }
        return removed;
    }
}
