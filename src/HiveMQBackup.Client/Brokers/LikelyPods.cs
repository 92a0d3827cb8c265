using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Brokers;

/// <summary>The pods that a StatefulSet of a name most likely has, which can be requested before the StatefulSet is known.</summary>
/// <param name="statefulSet">The name.</param>
internal sealed class LikelyPods(string statefulSet)
{
    /// <summary>A StatefulSet with more replicas has pods beyond these.</summary>
    internal const int Most = 10;

    /// <summary>The name of the first pod.</summary>
    internal string First => NameOf(0);

    /// <summary>The selector of the pods, by the label that every pod of a StatefulSet has.</summary>
    internal string Selector => $"statefulset.kubernetes.io/pod-name in ({string.Join(',', Enumerable.Range(0, Most).Select(NameOf))})";

    /// <summary>Whether a StatefulSet can have these pods and no others.</summary>
    internal bool CanBeAllOf(Workload set) => set.Name == statefulSet && set.Uid.Length > 0 && set.Replicas is > 0 and <= Most;

    /// <summary>Whether these pods belong to the StatefulSet, and are as many as it is to have.</summary>
    internal bool AreAllOf(Workload set, IReadOnlyList<Pod> found) =>
        CanBeAllOf(set) && found.Count == set.Replicas && found.All(pod => pod.OwnerUid == set.Uid);

    private string NameOf(int ordinal) => $"{statefulSet}-{ordinal}";
}
