namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The objects that the API server knows. Thread-safe.</summary>
internal sealed class ClusterObjects(string defaultNamespace)
{
    private readonly Lock _lock = new();
    private readonly List<SimulatedPod> _pods = [];
    private readonly List<SimulatedWorkload> _workloads = [];

    /// <summary>All pods that exist, in the order of their names: broker-10 comes before broker-2.</summary>
    public IReadOnlyList<SimulatedPod> Pods
    {
        get
        {
            lock (_lock)
                return [.. _pods.Where(pod => pod.Exists).OrderBy(pod => pod.Namespace + "/" + pod.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Every pod there ever was, deleted ones included.</summary>
    public IReadOnlyList<SimulatedPod> AllPods
    {
        get
        {
            lock (_lock)
                return [.. _pods];
        }
    }

    public IReadOnlyList<string> Namespaces
    {
        get
        {
            string[] always = ["default", "kube-system", defaultNamespace];
            lock (_lock)
                return [.. always.Concat(_workloads.Select(w => w.Namespace)).Concat(_pods.Select(p => p.Namespace)).Distinct().Order()];
        }
    }

    public void Add(SimulatedPod pod)
    {
        lock (_lock)
            _pods.Add(pod);
    }

    public void Add(SimulatedWorkload workload)
    {
        lock (_lock)
        {
            _workloads.Add(workload);
            _pods.AddRange(workload.Pods);
        }
    }

    public void Remove(SimulatedWorkload workload)
    {
        lock (_lock)
            _workloads.Remove(workload);
    }

    public IReadOnlyList<T> Workloads<T>()
        where T : SimulatedWorkload
    {
        lock (_lock)
            return [.. _workloads.OfType<T>().OrderBy(w => w.Namespace + "/" + w.Name, StringComparer.Ordinal)];
    }

    public SimulatedPod? Pod(string? ns, string? name) => Pods.FirstOrDefault(pod => pod.Namespace == ns && pod.Name == name);
}
