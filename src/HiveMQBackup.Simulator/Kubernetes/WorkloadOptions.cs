namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>What StatefulSets and Deployments have in common: a number of like pods.</summary>
public class WorkloadOptions : PodOptions
{
    /// <summary>How many pods there are.</summary>
    public int Replicas { get; set; } = 2;

    /// <summary>What the pods' names begin with; null: the workload's name.</summary>
    public string? PodName { get; set; }

    /// <summary>Whether all nodes show the same backups; otherwise each has its own.</summary>
    public bool SharedBackups { get; set; } = true;

    /// <summary>Whether only the last pod's node can send the files of the backups; the others respond 404 for them.</summary>
    public bool FilesOnOneNodeOnly { get; set; }
}
