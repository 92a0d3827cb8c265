using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>Finds the broker's pods and REST port in a cluster.</summary>
internal sealed class BrokerResolver(ClusterConnection cluster, BrokerTarget target)
{
    private readonly List<AppliedDefault> _defaults = [];
    private readonly LikelyPods _likely = new(target.StatefulSet ?? BrokerTarget.DefaultStatefulSet);
    private string? _begun;

    /// <summary>Whether a request to the broker follows at once, so that its port-forward can be requested early.</summary>
    internal bool BeginsPortForward { get; init; }

    internal IReadOnlyList<AppliedDefault> Defaults => _defaults;

    /// <summary>The namespace: the one named, the context's, the pod's own, or "default".</summary>
    internal string Namespace { get; } = target.Namespace ?? cluster.Namespace ?? "default";

    /// <summary>Finds the broker and its ready pods, in ordinal order.</summary>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="ErrorCode.BrokerNotFound"/>, <see cref="ErrorCode.NoReadyPod"/>, <see cref="ErrorCode.ApiPortNotFound"/>, and
    /// the errors of the API server.
    /// </exception>
    internal async Task<ResolvedBroker> FindAsync(CallScope scope, CancellationToken cancel)
    {
        ResolvedBroker? found = null;
        try
        {
            return found = await FindReadyAsync(scope, cancel).ConfigureAwait(false);
        }
        finally
        {
            // The first ready pod gets the first request. If that is another one, the port-forward is not needed.
            if (_begun is { } pod && found?.Pods[0].Name != pod) cluster.DiscardPortForward(Namespace, pod);
        }
    }

    private async Task<ResolvedBroker> FindReadyAsync(CallScope scope, CancellationToken cancel)
    {
        if (target.Context is null) _defaults.Add(AppliedDefault.OfContext(cluster.Context));
        if (target.Namespace is null) _defaults.Add(AppliedDefault.OfNamespace(Namespace, cluster.Namespace));
        var (name, pods) = await FindPodsAsync(scope, cancel).ConfigureAwait(false);
        var ready = Pod.InOrdinalOrder(pods.Where(p => p.IsReady)).ToList();
        if (ready.Count == 0) throw BrokerErrors.NoReadyPod(name, Namespace, pods);
        if (ready.FirstOrDefault(p => !p.HasValidName) is { } odd) throw BrokerErrors.InvalidName(odd, Namespace);
        var port = FindPort(ready[0]);
        var info = new BrokerInfo { Name = name, Namespace = Namespace, Context = cluster.Context, Port = port };
        return new ResolvedBroker(info, ready, port);
    }

    private int FindPort(Pod pod)
    {
        if (target.ApiPort is { } given) return given;
        var port = ApiPort.Find(pod.Ports) ?? throw BrokerErrors.ApiPortNotFound(pod, Namespace);
        _defaults.Add(AppliedDefault.OfApiPort(port.Number, port.Name, pod.Name));
        return port.Number;
    }

    private async Task<(string Name, IReadOnlyList<Pod> Pods)> FindPodsAsync(CallScope scope, CancellationToken cancel)
    {
        if (target.Pod is { } pod) return (pod, [await FindPodAsync(pod, scope, cancel).ConfigureAwait(false)]);
        if (target.LabelSelector is { } selector)
        {
            var selected = await cluster.Api.ListPodsAsync(Namespace, selector, scope, cancel).ConfigureAwait(false);
            return selected.Count > 0 ? (target.Name ?? selector, selected) : throw BrokerErrors.NothingSelected(selector, Namespace);
        }
        return await FindPodsOfSetAsync(scope, cancel).ConfigureAwait(false);
    }

    private async Task<Pod> FindPodAsync(string name, CallScope scope, CancellationToken cancel)
    {
        using var search = cluster.BeginSearch();
        if (search.IsAlone) BeginPortForward(name, await cluster.Api.LogInAsync(scope, cancel).ConfigureAwait(false), scope);
        return await cluster.Api.GetPodAsync(Namespace, name, scope, cancel).ConfigureAwait(false)
            ?? throw BrokerErrors.PodNotFound(name, Namespace, await cluster.Api.ListPodsAsync(Namespace, null, scope, cancel).ConfigureAwait(false));
    }

    // The StatefulSet, the pods that it most likely has, and a port-forward to its first one are requested at the same time. Each is needed
    // anyway, so that it takes no other permission. Of several brokers at once, each would open three connections; their round trips overlap.
    private async Task<(string Name, IReadOnlyList<Pod> Pods)> FindPodsOfSetAsync(CallScope scope, CancellationToken cancel)
    {
        using var search = cluster.BeginSearch();
        if (!search.IsAlone)
        {
            var found = await FindStatefulSetAsync(scope, cancel).ConfigureAwait(false);
            return (found.Name, await ListPodsAsync(found, scope, cancel).ConfigureAwait(false));
        }
        var login = await cluster.Api.LogInAsync(scope, cancel).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pods = cluster.Api.TryListPodsAsync(Namespace, _likely.Selector, login, scope, ended.Token);
        BeginPortForward(_likely.First, login, scope);
        try
        {
            var set = await FindStatefulSetAsync(scope, cancel).ConfigureAwait(false);
            var likely = _likely.CanBeAllOf(set) ? await pods.ConfigureAwait(false) : null;
            return (set.Name, likely is not null && _likely.AreAllOf(set, likely)
                ? likely
                : await ListPodsAsync(set, scope, cancel).ConfigureAwait(false));
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await ((Task)pods).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void BeginPortForward(string pod, Login login, CallScope scope)
    {
        if (BeginsPortForward && target.Transport == Transport.PortForward && cluster.BeginPortForward(Namespace, pod, login, scope.Log)) _begun = pod;
    }

    // Another pod may have the same labels, and is not a node of this broker.
    private async Task<IReadOnlyList<Pod>> ListPodsAsync(Workload set, CallScope scope, CancellationToken cancel)
    {
        var selected = await cluster.Api.ListPodsAsync(Namespace, set.Selector, scope, cancel).ConfigureAwait(false);
        return set.Uid.Length == 0 ? selected : selected.Where(pod => pod.OwnerUid == set.Uid).ToList();
    }

    private async Task<Workload> FindStatefulSetAsync(CallScope scope, CancellationToken cancel)
    {
        var name = target.StatefulSet ?? BrokerTarget.DefaultStatefulSet;
        if (await cluster.Api.GetStatefulSetAsync(Namespace, name, scope, cancel).ConfigureAwait(false) is { } named)
        {
            if (target.StatefulSet is null) _defaults.Add(AppliedDefault.OfStatefulSet(name, "the name that the module looks for first"));
            return named;
        }
        var all = await cluster.Api.ListStatefulSetsAsync(Namespace, scope, cancel).ConfigureAwait(false);
        var brokers = all.Where(BrokerWorkload.IsHiveMQ).ToList();
        if (target.StatefulSet is not null || brokers.Count != 1) throw BrokerErrors.StatefulSetNotFound(name, Namespace, all, brokers);
        _defaults.Add(AppliedDefault.OfStatefulSet(brokers[0].Name, $"the only HiveMQ StatefulSet; there is no '{name}'"));
        return brokers[0];
    }
}

/// <summary>The broker, and those of its pods that can serve requests.</summary>
internal sealed record ResolvedBroker(BrokerInfo Info, IReadOnlyList<Pod> Pods, int Port);
