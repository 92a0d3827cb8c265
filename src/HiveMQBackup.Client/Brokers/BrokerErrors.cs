using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Brokers;

/// <summary>Says why a broker was not found, and what was found instead.</summary>
internal static class BrokerErrors
{
    internal static HiveMQBackupException StatefulSetNotFound(string name, string ns, IReadOnlyList<Workload> all, List<Workload> brokers)
    {
        var there = brokers.Count > 1
            ? $"HiveMQ StatefulSets there: {Names(brokers)}."
            : all.Count > 0 ? $"StatefulSets there: {Names(all)}." : "There is no StatefulSet at all.";
        return new HiveMQBackupException(
            ErrorCode.BrokerNotFound,
            $"There is no StatefulSet '{name}' in the namespace '{ns}'. {there}",
            "Name the broker with -StatefulSet, its namespace with -Namespace, or its pods with -LabelSelector (for a Deployment) or -Pod.");
    }

    internal static HiveMQBackupException PodNotFound(string pod, string ns, IReadOnlyList<Pod> there) => new(
        ErrorCode.BrokerNotFound,
        $"There is no pod '{pod}' in the namespace '{ns}'. {(there.Count == 0 ? "There is no pod at all." : $"Pods there: {string.Join(", ", there.Take(20).Select(p => p.Name))}.")}",
        "Name another pod with -Pod or its namespace with -Namespace.");

    internal static HiveMQBackupException NothingSelected(string selector, string ns) => new(
        ErrorCode.BrokerNotFound,
        $"No pod in the namespace '{ns}' matches the labels '{selector}'.",
        $"See what there is with: kubectl get pods -n {ns} --show-labels");

    internal static HiveMQBackupException NoReadyPod(string name, string ns, IReadOnlyList<Pod> pods) => new(
        ErrorCode.NoReadyPod,
        pods.Count == 0
            ? $"The broker {ns}/{name} has no pods."
            : $"No pod of the broker {ns}/{name} is ready: {string.Join(", ", Pod.InOrdinalOrder(pods).Select(p => $"{p.Name} is {p.Condition}"))}.",
        $"Wait until a pod is ready; 'kubectl get pods -n {ns}' and 'kubectl describe pod' show why one is not.");

    internal static HiveMQBackupException InvalidName(Pod pod, string ns) => new(
        ErrorCode.BrokerNotFound,
        $"The API server lists a pod '{pod.Name}' in the namespace '{ns}', a name that Kubernetes does not allow.",
        "Check that the cluster's address in the kubeconfig is the API server's own.");

    internal static HiveMQBackupException ApiPortNotFound(Pod pod, string ns) => new(
        ErrorCode.ApiPortNotFound,
        $"No container port of {ns}/{pod.Name} looks like HiveMQ's REST API (named 'api', 'rest-api' or 'rest-<number>', or 8081 or 8888). "
            + (pod.Ports.Count == 0 ? "It names no ports." : $"Its ports: {string.Join(", ", pod.Ports)}."),
        "Name the port with -ApiPort. If there is none, the REST API may be disabled in the broker's configuration.");

    private static string Names(IEnumerable<Workload> sets) => string.Join(", ", sets.Select(s => s.Name));
}
