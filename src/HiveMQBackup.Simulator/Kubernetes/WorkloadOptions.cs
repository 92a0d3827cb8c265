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

/// <summary>A StatefulSet of HiveMQ nodes; by default "broker", 2 replicas, port "api" 8081.</summary>
public sealed class StatefulSetOptions : WorkloadOptions;

/// <summary>A Deployment of HiveMQ nodes; by default as the legacy operator makes it: port "api" 8888, its labels.</summary>
public sealed class DeploymentOptions : WorkloadOptions
{
    /// <summary>Creates the options of the legacy operator's Deployment.</summary>
    public DeploymentOptions()
    {
        Name = "hivemq-cluster1";
        Labels = new Dictionary<string, string> { ["app"] = "hivemq", ["hivemq-cluster"] = "cluster1" };
        Ports = [new("api", 8888), new("mqtt", 1883), new("health", 9090)];
        ApiPortNumber = 8888;
    }
}
