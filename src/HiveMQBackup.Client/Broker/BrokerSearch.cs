using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Broker;

/// <summary>Looks around in one cluster: which brokers, namespaces and pods there are. Its calls may run side by side.</summary>
public sealed class BrokerSearch
{
    private readonly KubernetesApi _api;

    /// <summary>Prepares the search; nothing is sent yet.</summary>
    /// <param name="clusters">The connections to clusters; stay open.</param>
    /// <param name="source">The kubeconfig.</param>
    /// <param name="context">The context's name, or null for the current one.</param>
    /// <exception cref="HiveMQBackupException">The kubeconfig or one of its parts cannot be used.</exception>
    public BrokerSearch(ClusterConnections clusters, KubeConfigSource source, string? context)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentNullException.ThrowIfNull(source);
        _api = clusters.Get(source, context);
        Source = source;
    }

    internal KubeConfigSource Source { get; }

    /// <summary>The context's name, or "in-cluster".</summary>
    public string Context => _api.Context;

    /// <summary>The namespace where none is named: the context's, the pod's own, or "default".</summary>
    public string Namespace => _api.Namespace ?? "default";

    /// <summary>Whether the context, or the pod, has a namespace of its own.</summary>
    public bool HasNamespace => _api.Namespace is not null;

    /// <summary>The brokers of a namespace, or of all where it is null, by namespace and name.</summary>
    /// <exception cref="HiveMQBackupException">What the API server refuses.</exception>
    public async Task<IReadOnlyList<BrokerWorkload>> ListBrokersAsync(string? ns, CancellationToken cancel)
    {
        var lists = await Task.WhenAll(
            _api.ListWorkloadsAsync(ns, "statefulsets", BrokerWorkload.StatefulSetKind, cancel),
            _api.ListWorkloadsAsync(ns, "deployments", BrokerWorkload.DeploymentKind, cancel)).ConfigureAwait(false);
        return lists.SelectMany(list => list).Where(workload => workload.IsBroker)
            .OrderBy(w => w.Namespace, StringComparer.Ordinal).ThenBy(w => w.Name, StringComparer.Ordinal).ToList();
    }

    /// <summary>The names of all namespaces.</summary>
    /// <exception cref="HiveMQBackupException">What the API server refuses.</exception>
    public Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancel) => _api.ListNamespacesAsync(cancel);

    /// <summary>The names of a namespace's StatefulSets, and whether their labels say that they are HiveMQ's; those first.</summary>
    /// <exception cref="HiveMQBackupException">What the API server refuses.</exception>
    public async Task<IReadOnlyList<(string Name, bool IsHiveMQ)>> ListStatefulSetsAsync(string ns, CancellationToken cancel) =>
        (await _api.ListStatefulSetsAsync(ns, cancel).ConfigureAwait(false))
            .Select(set => (set.Name, set.IsHiveMQ)).OrderByDescending(set => set.IsHiveMQ).ThenBy(set => set.Name, StringComparer.Ordinal).ToList();

    /// <summary>A namespace's pods with a port that looks like the REST API's, in ordinal order; all pods where there are none.</summary>
    /// <exception cref="HiveMQBackupException">What the API server refuses.</exception>
    public async Task<IReadOnlyList<BrokerPod>> ListPodsAsync(string ns, CancellationToken cancel)
    {
        var all = BrokerPod.InOrdinalOrder(await _api.ListPodsAsync(ns, null, cancel).ConfigureAwait(false)).ToList();
        var brokers = all.Where(pod => ApiPort.Find(pod.Ports) is not null).ToList();
        return brokers.Count > 0 ? brokers : all;
    }
}
