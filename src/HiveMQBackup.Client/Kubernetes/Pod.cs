using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>A named port of a container.</summary>
/// <param name="Name">The port's name, or null.</param>
/// <param name="Number">The port's number.</param>
public sealed record ContainerPort(string? Name, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => Name is null ? $"{Number}" : $"{Name} {Number}";
}

/// <summary>A container of a pod.</summary>
/// <param name="Name">The container's name.</param>
/// <param name="Ports">Its TCP ports.</param>
public sealed record PodContainer(string Name, IReadOnlyList<ContainerPort> Ports)
{
    /// <summary>Whether it is an init container that runs beside the others.</summary>
    internal bool IsNativeSidecar { get; init; }
}

/// <summary>One pod of a broker, as the API server describes it.</summary>
/// <param name="Name">The pod's name.</param>
/// <param name="Condition">Why the pod cannot serve ("Pending", "not Ready", "being deleted"), or null if it can.</param>
/// <param name="Containers">Its containers, native sidecars last.</param>
public sealed record Pod(string Name, string? Condition, IReadOnlyList<PodContainer> Containers)
{
    /// <summary>All TCP ports of all its containers.</summary>
    public IReadOnlyList<ContainerPort> Ports { get; } = Containers.SelectMany(container => container.Ports).ToList();

    /// <summary>The uid of the StatefulSet, or other controller, that the pod belongs to; null if there is none.</summary>
    internal string? OwnerUid { get; init; }

    /// <summary>
    /// The name of the ordinary container that has a port, or else of the first one, which is the one that kubectl uses: a native sidecar
    /// that serves the port has none of the broker's files.
    /// </summary>
    internal string ContainerOf(int port) =>
        Containers.FirstOrDefault(c => !c.IsNativeSidecar && c.Ports.Any(p => p.Number == port))?.Name ?? (Containers.Count == 0 ? "" : Containers[0].Name);

    /// <summary>Whether the pod is Running, Ready and not being deleted.</summary>
    public bool IsReady => Condition is null;

    /// <summary>Whether the name is safe in an address, as every valid Kubernetes name is.</summary>
    internal bool HasValidName => Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && Uri.TryCreate($"http://{Name}/", UriKind.Absolute, out _);

    internal static Pod From(JsonElement pod) => new(
        pod.At("metadata", "name")?.GetString() ?? "",
        ConditionOf(pod),
        ContainersOf(pod).ToList())
    {
        OwnerUid = Each(pod.At("metadata", "ownerReferences")).Where(IsController).Select(owner => owner.At("uid")?.GetString()).FirstOrDefault(),
    };

    private static bool IsController(JsonElement owner) => owner.At("controller") is { ValueKind: JsonValueKind.True };

    private static List<ContainerPort> PortsOf(JsonElement container) => Each(container.At("ports")).Where(IsTcp)
        .Select(port => new ContainerPort(port.At("name")?.GetString(), port.At("containerPort")?.GetInt32() ?? 0)).ToList();

    // An init container that is restarted always is a native sidecar, and runs beside the others.
    private static IEnumerable<PodContainer> ContainersOf(JsonElement pod) => Each(pod.At("spec", "containers")).Select(Container).Concat(
        Each(pod.At("spec", "initContainers")).Where(container => container.At("restartPolicy")?.GetString() == "Always").Select(container => Container(container) with { IsNativeSidecar = true }));

    private static PodContainer Container(JsonElement container) => new(container.At("name")?.GetString() ?? "", PortsOf(container));

    // Kubernetes' own default is TCP; the REST API and a port-forward use nothing else.
    private static bool IsTcp(JsonElement port) => (port.At("protocol")?.GetString() ?? "TCP") == "TCP";

    private static string? ConditionOf(JsonElement pod)
    {
        if (pod.At("metadata", "deletionTimestamp") is not null) return "being deleted";
        var phase = pod.At("status", "phase")?.GetString();
        if (phase != "Running") return phase ?? "of unknown phase";
        return Each(pod.At("status", "conditions")).Any(c => c.At("type")?.GetString() == "Ready" && c.At("status")?.GetString() == "True") ? null : "not Ready";
    }

    private static JsonElement.ArrayEnumerator Each(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;

    /// <summary>Orders broker-2 before broker-10, and pods without an ordinal by name.</summary>
    internal static IEnumerable<Pod> InOrdinalOrder(IEnumerable<Pod> pods) =>
        pods.OrderBy(p => Ordinal(p.Name)).ThenBy(p => p.Name, StringComparer.Ordinal);

    private static int Ordinal(string name) =>
        int.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), System.Globalization.NumberStyles.None, null, out var ordinal) ? ordinal : int.MaxValue;
}
