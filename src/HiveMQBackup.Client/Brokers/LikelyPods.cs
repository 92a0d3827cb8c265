using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Brokers;

/// <summary>The pods that a StatefulSet of a name most likely has, which can be requested before the StatefulSet is known.</summary>
/// <param name="statefulSet">The name.</param>
internal sealed class LikelyPods(string statefulSet)
{
    private const int Most = 10;

    /// <summary>The first pod.</summary>
    internal string First => NameOf(0);

    /// <summary>The selector of the pods, by the label that every pod of a StatefulSet has.</summary>
    internal string Selector => $"statefulset.kubernetes.io/pod-name in ({string.Join(',', Enumerable.Range(0, Most).Select(NameOf))})";

    /// <summary>The pods of a StatefulSet, if these are all that it is to have; null if it has others, or may have.</summary>
    internal IReadOnlyList<Pod>? Of(Workload set, IReadOnlyList<Pod>? found) =>
        found is not null && set.Name == statefulSet && set.Replicas <= Most && found.Count == set.Replicas ? found : null;

    private string NameOf(int ordinal) => $"{statefulSet}-{ordinal}";
}
