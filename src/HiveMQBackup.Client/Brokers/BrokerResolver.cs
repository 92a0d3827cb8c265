using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>Finds the broker's pods and REST port in a cluster.</summary>
internal sealed class BrokerResolver(ClusterConnection cluster, BrokerTarget target)
{
    private const int RequestsAtOnce = 3;

    private readonly List<AppliedDefault> _defaults = [];

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
        if (target.Pod is { } podName)
        {
            var pod = await cluster.Api.GetPodAsync(Namespace, podName, scope, cancel).ConfigureAwait(false)
                ?? throw BrokerErrors.PodNotFound(podName, Namespace, await cluster.Api.ListPodsAsync(Namespace, null, scope, cancel).ConfigureAwait(false));
            return (podName, [pod]);
        }
        if (target.LabelSelector is { } selector)
        {
            var selected = await cluster.Api.ListPodsAsync(Namespace, selector, scope, cancel).ConfigureAwait(false);
            return selected.Count > 0 ? (target.Name ?? selector, selected) : throw BrokerErrors.NothingSelected(selector, Namespace);
        }
        return await FindPodsOfSetAsync(scope, cancel).ConfigureAwait(false);
    }

    // The StatefulSet, the pods that it most likely has, and a port-forward to its first one are requested at the same time. Each is needed
    // anyway, so that it takes no other permission.
    private async Task<(string Name, IReadOnlyList<Pod> Pods)> FindPodsOfSetAsync(CallScope scope, CancellationToken cancel)
    {
        await cluster.LogInAsync(RequestsAtOnce, scope, cancel).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var likely = new LikelyPods(target.StatefulSet ?? BrokerTarget.DefaultStatefulSet);
        var pods = cluster.Api.TryListPodsAsync(Namespace, likely.Selector, scope, ended.Token);
        if (target.Transport == Transport.PortForward) cluster.BeginPortForward(Namespace, likely.First, scope);
        try
        {
            var set = await FindStatefulSetAsync(scope, cancel).ConfigureAwait(false);
            return (set.Name, likely.Of(set, await pods.ConfigureAwait(false)) ?? await cluster.Api.ListPodsAsync(Namespace, set.Selector, scope, cancel).ConfigureAwait(false));
        }
        catch
        {
            await ended.CancelAsync().ConfigureAwait(false);
            cluster.DiscardPortForward(Namespace, likely.First);
            throw;
        }
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
