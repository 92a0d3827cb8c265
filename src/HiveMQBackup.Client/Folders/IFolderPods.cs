namespace HiveMQBackup.Client.Folders;

/// <summary>Finds the pods with the backup folders of one broker.</summary>
internal interface IFolderPods
{
    /// <summary>A shell in each ready pod, in ordinal order; at least one.</summary>
    /// <param name="container">The container, or null for the one with the REST API.</param>
    /// <param name="log">Receives messages.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="HiveMQBackupException">There is no ready pod, or no such container.</exception>
    Task<IReadOnlyList<PodShell>> FindAsync(string? container, Log log, CancellationToken cancel);
}
