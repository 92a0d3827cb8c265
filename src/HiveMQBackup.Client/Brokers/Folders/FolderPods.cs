using HiveMQBackup.Client.Kubernetes;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers.Folders;

/// <summary>The backup folders in the pods of one broker.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="target">The broker.</param>
/// <param name="time">The clock.</param>
internal sealed class FolderPods(ClusterConnection cluster, BrokerTarget target, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A shell in each ready pod, in ordinal order.</summary>
    /// <param name="container">The container, or null for the one with the REST API.</param>
    /// <param name="log">Receives messages.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="HiveMQBackupException">There is no ready pod, or no such container.</exception>
    internal async Task<IReadOnlyList<PodShell>> AllAsync(string? container, Log log, CancellationToken cancel)
    {
        using var limit = new TimeLimit(Limit, time, new CallScope(log), cancel);
        var found = await new BrokerResolver(cluster, target).FindAsync(limit.Scope, limit.Token).ConfigureAwait(false);
        return found.Pods.Select(pod => new PodShell(cluster, found.Info.Namespace!, pod.Name, ContainerOf(pod, found, container), time, log)).ToList();
    }

    /// <summary>A shell in the first ready pod.</summary>
    internal async Task<PodShell> FirstAsync(string? container, Log log, CancellationToken cancel) =>
        (await AllAsync(container, log, cancel).ConfigureAwait(false))[0];

    private static string ContainerOf(Pod pod, ResolvedBroker found, string? container)
    {
        if (container is null) return pod.ContainerOf(found.Port);
        return pod.Containers.Any(c => c.Name == container) ? container : throw FolderErrors.ContainerNotFound(container, pod, found.Info.Namespace!);
    }

    /// <summary>The free disk space of a pod's backup folder.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.ExecFailed"/>, or a missing permission.</exception>
    internal static async Task<FolderSpace> SpaceAsync(PodShell shell, CancellationToken cancel)
    {
        var result = await shell.RunAsync(FolderScripts.Space, [], cancel).ConfigureAwait(false);
        return FolderSpace.Parse(shell.Pod, result.Output) ?? throw FolderErrors.SpaceUnknown(shell, result);
    }
}
