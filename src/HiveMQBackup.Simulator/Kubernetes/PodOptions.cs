using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes.Exec;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A pod by itself, or the template of the pods of a workload.</summary>
public class PodOptions
{
    /// <summary>The name of the pod, or of the workload.</summary>
    public string Name { get; set; } = "broker";

    /// <summary>The namespace; null: the cluster's.</summary>
    public string? Namespace { get; set; }

    /// <summary>The pods' labels; null: app.kubernetes.io/name=hivemq-platform and app.kubernetes.io/instance=name.</summary>
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>The ports that the containers declare.</summary>
    public IList<ContainerPort> Ports { get; set; } =
        [new("api", 8081), new("mqtt", 1883), new("metrics", 9399), new("health", 9090)];

    /// <summary>The port that the REST API of the HiveMQ node serves; all others refuse connections.</summary>
    public int ApiPortNumber { get; set; } = 8081;

    /// <summary>The HiveMQ node in each pod.</summary>
    public HiveMQNodeOptions Node { get; set; } = new();

    /// <summary>What commands find in each pod; each pod has a copy of its own.</summary>
    public PodShell Shell { get; set; } = new();

    internal IReadOnlyDictionary<string, string> LabelsOrDefault() => new SortedDictionary<string, string>(
        Labels ?? new Dictionary<string, string>
        {
            ["app.kubernetes.io/name"] = "hivemq-platform",
            ["app.kubernetes.io/instance"] = Name,
        },
        StringComparer.Ordinal).AsReadOnly();
}
