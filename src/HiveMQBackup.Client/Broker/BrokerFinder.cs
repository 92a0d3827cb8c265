using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Broker;

/// <summary>Finds the broker's pods and REST port in a cluster.</summary>
internal sealed class BrokerFinder(KubernetesApi api, BrokerTarget target)
{
    private readonly List<AppliedDefault> _defaults = [];

    internal IReadOnlyList<AppliedDefault> Defaults => _defaults;

    /// <summary>The namespace: the one named, the context's, the pod's own, or "default".</summary>
    internal string Namespace { get; } = target.Namespace ?? api.Namespace ?? "default";

    /// <summary>Finds the broker, and the pods of it that are ready, in ordinal order.</summary>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="Failure.BrokerNotFound"/>, <see cref="Failure.NoReadyPod"/>, <see cref="Failure.ApiPortNotFound"/>, and
    /// what the API server refuses.
    /// </exception>
    internal async Task<FoundBroker> FindAsync(CancellationToken cancel)
    {
        if (target.Context is null) Default("Context", api.Context, api.Context == KubernetesApi.InClusterName ? "the pod's service account" : "the current one");
        if (target.Namespace is null) Default("Namespace", Namespace, api.Namespace is null ? "the default" : "the context's");
        var (name, pods) = await FindPodsAsync(cancel).ConfigureAwait(false);
        var ready = BrokerPod.InOrdinalOrder(pods.Where(p => p.IsReady)).ToList();
        if (ready.Count == 0) throw BrokerFailures.NoReadyPod(name, Namespace, pods);
        if (ready.FirstOrDefault(p => !p.HasValidName) is { } odd) throw BrokerFailures.InvalidName(odd, Namespace);
        var port = FindPort(ready[0]);
        var info = new BrokerInfo { Name = name, Namespace = Namespace, Context = api.Context, Port = port };
        return new FoundBroker(info, ready.ConvertAll(p => p.Name), port);
    }

    private void Default(string what, string value, string why) => _defaults.Add(new AppliedDefault(what, value, why));

    private int FindPort(BrokerPod pod)
    {
        if (target.ApiPort is { } given) return given;
        var port = ApiPort.Find(pod.Ports) ?? throw BrokerFailures.ApiPortNotFound(pod, Namespace);
        Default("API port", $"{port.Number}", port.Name is null ? $"of {pod.Name}" : $"'{port.Name}' of {pod.Name}");
        return port.Number;
    }

    private async Task<(string Name, IReadOnlyList<BrokerPod> Pods)> FindPodsAsync(CancellationToken cancel)
    {
        if (target.Pod is { } podName)
        {
            var pod = await api.GetPodAsync(Namespace, podName, cancel).ConfigureAwait(false)
                ?? throw BrokerFailures.PodNotFound(podName, Namespace, await api.ListPodsAsync(Namespace, null, cancel).ConfigureAwait(false));
            return (podName, [pod]);
        }
        if (target.LabelSelector is { } selector)
        {
            var selected = await api.ListPodsAsync(Namespace, selector, cancel).ConfigureAwait(false);
            return selected.Count > 0 ? (target.Name ?? selector, selected) : throw BrokerFailures.NothingSelected(selector, Namespace);
        }
        var set = await FindStatefulSetAsync(cancel).ConfigureAwait(false);
        return (set.Name, await api.ListPodsAsync(Namespace, set.Selector, cancel).ConfigureAwait(false));
    }

    private async Task<StatefulSet> FindStatefulSetAsync(CancellationToken cancel)
    {
        var name = target.StatefulSet ?? BrokerTarget.DefaultStatefulSet;
        if (await api.GetStatefulSetAsync(Namespace, name, cancel).ConfigureAwait(false) is { } named)
        {
            if (target.StatefulSet is null) Default("StatefulSet", name, "the default");
            return named;
        }
        var all = await api.ListStatefulSetsAsync(Namespace, cancel).ConfigureAwait(false);
        var brokers = all.Where(set => set.IsHiveMQ).ToList();
        if (target.StatefulSet is not null || brokers.Count != 1) throw BrokerFailures.StatefulSetNotFound(name, Namespace, all, brokers);
        Default("StatefulSet", brokers[0].Name, $"the only HiveMQ StatefulSet; there is no '{name}'");
        return brokers[0];
    }
}

/// <summary>The broker, and the pods of it that can be asked.</summary>
internal sealed record FoundBroker(BrokerInfo Info, IReadOnlyList<string> Pods, int Port);
