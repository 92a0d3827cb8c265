using HiveMQBackup.Client.Folders;
using HiveMQBackup.Client.Kubernetes;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>The pods of one broker, with a shell in each.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="target">The broker.</param>
/// <param name="time">The clock.</param>
internal sealed class FolderPods(ClusterConnection cluster, BrokerTarget target, TimeProvider time) : IFolderPods
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PodShell>> FindAsync(string? container, Log log, CancellationToken cancel)
    {
        using var limit = new TimeLimit(Limit, time, new CallScope(log), cancel);
        var found = await new BrokerResolver(cluster, target).FindAsync(limit.Scope, limit.Token).ConfigureAwait(false);
        return found.Pods.Select(pod => new PodShell(cluster.OpenCommandAsync, found.Info.Namespace!, pod.Name, ContainerOf(pod, found, container), time, log)).ToList();
    }

    private static string ContainerOf(Pod pod, ResolvedBroker found, string? container)
    {
        if (container is null) return pod.ContainerOf(found.Port);
        return pod.Containers.Any(c => c.Name == container) ? container : throw BrokerErrors.ContainerNotFound(container, pod, found.Info.Namespace!);
    }
}
