using HiveMQBackup.Client.Kubernetes;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>Lists the brokers, namespaces and pods of one cluster. Safe for use by several calls at once.</summary>
public sealed class ClusterSession
{
    private readonly ClusterConnection _cluster;
    private readonly CallScope _scope;

    /// <summary>Prepares the search; nothing is sent yet.</summary>
    /// <param name="clusters">The connections to clusters; stay open.</param>
    /// <param name="source">The kubeconfig.</param>
    /// <param name="context">The context's name, or null for the current one.</param>
    /// <param name="log">Receives the messages of the search.</param>
    /// <exception cref="HiveMQBackupException">The kubeconfig or one of its parts cannot be used.</exception>
    public ClusterSession(ClusterConnections clusters, KubeConfigSource source, string? context, Log log)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentNullException.ThrowIfNull(source);
        _cluster = clusters.Get(source, context, log);
        _scope = new CallScope(log);
        Source = source;
    }

    internal KubeConfigSource Source { get; }

    /// <summary>The context's name, or "in-cluster".</summary>
    public string Context => _cluster.Context;

    /// <summary>The default namespace: the context's, the pod's own, or "default".</summary>
    public string Namespace => _cluster.Namespace ?? "default";

    /// <summary>The context, as a default that was applied.</summary>
    public AppliedDefault DefaultContext => AppliedDefault.OfContext(Context);

    /// <summary>The namespace, as a default that was applied.</summary>
    public AppliedDefault DefaultNamespace => AppliedDefault.OfNamespace(Namespace, _cluster.Namespace);

    /// <summary>Gets the user's credentials for the cluster, unless they are still valid: for calls whose time limit is too short for a login.</summary>
    /// <exception cref="HiveMQBackupException">There are no valid credentials.</exception>
    public Task LogInAsync(CancellationToken cancel) => _cluster.Api.LogInAsync(_scope, cancel);

    /// <summary>The brokers of a namespace, or of all if it is null, by namespace and name.</summary>
    /// <exception cref="HiveMQBackupException">The API server refused the request, or is out of reach.</exception>
    public async Task<IReadOnlyList<BrokerWorkload>> ListBrokersAsync(string? ns, CancellationToken cancel)
    {
        var lists = await Task.WhenAll(
            _cluster.Api.ListWorkloadsAsync(ns, "statefulsets", Workload.StatefulSetKind, _scope, cancel),
            _cluster.Api.ListWorkloadsAsync(ns, "deployments", Workload.DeploymentKind, _scope, cancel)).ConfigureAwait(false);
        return lists.SelectMany(list => list).Select(BrokerWorkload.Of).Where(workload => workload.IsBroker)
            .OrderBy(w => w.Namespace, StringComparer.Ordinal).ThenBy(w => w.Name, StringComparer.Ordinal).ToList();
    }

    /// <summary>The names of all namespaces.</summary>
    /// <exception cref="HiveMQBackupException">The API server refused the request, or is out of reach.</exception>
    public Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancel) => _cluster.Api.ListNamespacesAsync(_scope, cancel);

    /// <summary>The names of a namespace's StatefulSets, and whether their labels show that they are HiveMQ's; those first.</summary>
    /// <exception cref="HiveMQBackupException">The API server refused the request, or is out of reach.</exception>
    public async Task<IReadOnlyList<(string Name, bool IsHiveMQ)>> ListStatefulSetsAsync(string ns, CancellationToken cancel) =>
        (await _cluster.Api.ListStatefulSetsAsync(ns, _scope, cancel).ConfigureAwait(false))
            .Select(set => (set.Name, IsHiveMQ: BrokerWorkload.IsHiveMQ(set))).OrderByDescending(set => set.IsHiveMQ).ThenBy(set => set.Name, StringComparer.Ordinal).ToList();

    /// <summary>A namespace's pods with a port that looks like the REST API's, in ordinal order; all pods if there are none.</summary>
    /// <exception cref="HiveMQBackupException">The API server refused the request, or is out of reach.</exception>
    public async Task<IReadOnlyList<Pod>> ListPodsAsync(string ns, CancellationToken cancel)
    {
        var all = Pod.InOrdinalOrder(await _cluster.Api.ListPodsAsync(ns, null, _scope, cancel).ConfigureAwait(false)).ToList();
        var brokers = all.Where(pod => ApiPort.Find(pod.Ports) is not null).ToList();
        return brokers.Count > 0 ? brokers : all;
    }
}
