using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Brokers;

/// <summary>Says why a broker was not found, and what was found instead.</summary>
internal static class BrokerErrors
{
    internal static HiveMQBackupException StatefulSetNotFound(string name, string ns, IReadOnlyList<Workload> all, List<Workload> brokers)
    {
        var there = brokers.Count > 1
            ? $"HiveMQ StatefulSets there: {Names(brokers)}."
            : all.Count > 0 ? $"StatefulSets there: {Names(all)}." : "The namespace has no StatefulSet.";
        return new HiveMQBackupException(ErrorCode.BrokerNotFound, $"There is no StatefulSet '{name}' in the namespace '{ns}'. {there}");
    }

    internal static HiveMQBackupException PodNotFound(string pod, string ns, IReadOnlyList<Pod> there) => new(
        ErrorCode.BrokerNotFound,
        $"There is no pod '{pod}' in the namespace '{ns}'. {(there.Count == 0 ? "The namespace has no pods." : $"Pods there: {string.Join(", ", there.Take(20).Select(p => p.Name))}.")}",
        new ErrorCause.NoSuchPod());

    internal static HiveMQBackupException NothingSelected(string selector, string ns) => new(
        ErrorCode.BrokerNotFound,
        $"No pod in the namespace '{ns}' matches the label selector '{selector}'.",
        new ErrorCause.NoMatchingPod(ns));

    internal static HiveMQBackupException NoReadyPod(string name, string ns, IReadOnlyList<Pod> pods) => new(
        ErrorCode.NoReadyPod,
        pods.Count == 0
            ? $"The broker {ns}/{name} has no pods."
            : $"No pod of the broker {ns}/{name} is ready: {string.Join(", ", Pod.InOrdinalOrder(pods).Select(p => $"{p.Name} is {p.Condition}"))}.",
        new ErrorCause.PodsNotReady(ns));

    internal static HiveMQBackupException ContainerNotFound(string container, Pod pod, string ns) => new(
        ErrorCode.ContainerNotFound,
        $"The pod {ns}/{pod.Name} has no container '{TerminalText.Shorten(container)}'. Containers there: {string.Join(", ", pod.Containers.Select(c => c.Name))}.");

    internal static HiveMQBackupException InvalidName(Pod pod, string ns) => new(
        ErrorCode.BrokerNotFound,
        $"The API server lists a pod '{pod.Name}' in the namespace '{ns}', a name that Kubernetes does not allow.",
        new ErrorCause.InvalidPodName());

    internal static HiveMQBackupException ApiPortNotFound(Pod pod, string ns) => new(
        ErrorCode.ApiPortNotFound,
        $"No container port of {ns}/{pod.Name} looks like HiveMQ's REST API (named 'api', 'rest-api' or 'rest-<number>', or 8081 or 8888). "
            + (pod.Ports.Count == 0 ? "The pod declares no ports." : $"Its ports: {string.Join(", ", pod.Ports)}."));

    private static string Names(IEnumerable<Workload> sets) => string.Join(", ", sets.Select(s => s.Name));
}
