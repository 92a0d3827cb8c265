using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A StatefulSet or Deployment with its pods.</summary>
public abstract class SimulatedWorkload
{
    private protected SimulatedWorkload(WorkloadOptions options, string ns, IReadOnlyList<SimulatedPod> pods)
    {
        Name = options.Name;
        Namespace = ns;
        Selector = options.LabelsOrDefault();
        Replicas = options.Replicas;
        Pods = pods;
        Ports = [.. options.Ports];
    }

    /// <summary>The name of the workload.</summary>
    public string Name { get; }

    /// <summary>The namespace of the workload.</summary>
    public string Namespace { get; }

    /// <summary>The labels that select the pods.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; }

    /// <summary>The desired number of pods.</summary>
    public int Replicas { get; set; }

    /// <summary>All pods in ordinal order, deleted ones included.</summary>
    public IReadOnlyList<SimulatedPod> Pods { get; }

    /// <summary>The backups of the first node; of all nodes, unless each has its own.</summary>
    public BackupStore Backups => Pods[0].Node.Backups;

    internal IReadOnlyList<ContainerPort> Ports { get; }

    internal string Uid { get; } = Guid.NewGuid().ToString();

    internal DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A StatefulSet with its pods, name-0 and following.</summary>
public sealed class SimulatedStatefulSet : SimulatedWorkload
{
    internal SimulatedStatefulSet(WorkloadOptions options, string ns, IReadOnlyList<SimulatedPod> pods)
        : base(options, ns, pods)
    {
    }
}

/// <summary>A Deployment with its pods, whose names are not predictable.</summary>
public sealed class SimulatedDeployment : SimulatedWorkload
{
    internal SimulatedDeployment(WorkloadOptions options, string ns, IReadOnlyList<SimulatedPod> pods)
        : base(options, ns, pods)
    {
    }
}
