using k8s.Models;

namespace HiveMQBackup.Client.Broker;

/// <summary>A named port of a container.</summary>
/// <param name="Name">The port's name, or null.</param>
/// <param name="Number">The port's number.</param>
public sealed record ContainerPort(string? Name, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => Name is null ? $"{Number}" : $"{Name} {Number}";
}

/// <summary>One pod of a broker, as the API server describes it.</summary>
/// <param name="Name">The pod's name.</param>
/// <param name="Condition">Why the pod cannot serve ("Pending", "not Ready", "being deleted"), or null where it can.</param>
/// <param name="Ports">All ports of all its containers.</param>
public sealed record BrokerPod(string Name, string? Condition, IReadOnlyList<ContainerPort> Ports)
{
    /// <summary>Whether the pod is Running, Ready and not being deleted.</summary>
    public bool IsReady => Condition is null;

    internal static BrokerPod From(V1Pod pod) => new(
        pod.Metadata.Name,
        ConditionOf(pod),
        (pod.Spec?.Containers ?? []).SelectMany(c => c.Ports ?? []).Select(p => new ContainerPort(p.Name, p.ContainerPort)).ToList());

    private static string? ConditionOf(V1Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null) return "being deleted";
        if (pod.Status?.Phase != "Running") return pod.Status?.Phase ?? "of unknown phase";
        return pod.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true ? null : "not Ready";
    }

    /// <summary>Orders broker-2 before broker-10, and pods without an ordinal by name.</summary>
    internal static IEnumerable<BrokerPod> InOrdinalOrder(IEnumerable<BrokerPod> pods) =>
        pods.OrderBy(p => Ordinal(p.Name)).ThenBy(p => p.Name, StringComparer.Ordinal);

    private static int Ordinal(string name) =>
        int.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), System.Globalization.NumberStyles.None, null, out var ordinal) ? ordinal : int.MaxValue;
}
