using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>A StatefulSet or Deployment, as far as it is needed to find a broker.</summary>
/// <param name="Kind">"StatefulSet" or "Deployment".</param>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Selector">The selector of its pods, in the form of a query.</param>
/// <param name="Labels">Its labels and those of its pods.</param>
/// <param name="Ports">The ports of its pods.</param>
/// <param name="Replicas">How many pods are requested.</param>
/// <param name="ReadyPods">How many pods are ready.</param>
internal sealed record Workload(
    string Kind,
    string Name,
    string Namespace,
    string Selector,
    IReadOnlyList<(string Key, string? Value)> Labels,
    IReadOnlyList<ContainerPort> Ports,
    int Replicas,
    int ReadyPods)
{
    /// <summary>What its pods name as their owner; empty if the API server sends none.</summary>
    internal string Uid { get; init; } = "";

    internal const string StatefulSetKind = "StatefulSet";
    internal const string DeploymentKind = "Deployment";

    internal static Func<JsonElement, Workload> Of(string kind) => workload =>
    {
        var template = workload.At("spec", "template");
        return new Workload(
            kind,
            workload.At("metadata", "name")?.GetString() ?? "",
            workload.At("metadata", "namespace")?.GetString() ?? "",
            SelectorOf(workload),
            [.. LabelsOf(workload), .. template is { } pods ? LabelsOf(pods) : []],
            // A pod template has the same form as a pod.
            template is { } pod ? Pod.From(pod).Ports : [],
            // Kubernetes' own default is one.
            workload.At("spec", "replicas")?.GetInt32() ?? 1,
            workload.At("status", "readyReplicas")?.GetInt32() ?? 0)
        {
            Uid = workload.At("metadata", "uid")?.GetString() ?? "",
        };
    };

    private static IEnumerable<(string Key, string? Value)> LabelsOf(JsonElement owner) => Pairs(owner.At("metadata", "labels"));

    private static IEnumerable<(string Key, string? Value)> Pairs(JsonElement? map) =>
        map is { ValueKind: JsonValueKind.Object } pairs ? pairs.EnumerateObject().Select(p => (p.Name, p.Value.GetString())) : [];

    private static string SelectorOf(JsonElement set)
    {
        var terms = Pairs(set.At("spec", "selector", "matchLabels")).Select(label => $"{label.Key}={label.Value}");
        var expressions = set.At("spec", "selector", "matchExpressions") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(Expression) : [];
        return string.Join(',', terms.Concat(expressions));
    }

    private static string Expression(JsonElement term)
    {
        var key = term.At("key")?.GetString();
        var values = term.At("values") is { ValueKind: JsonValueKind.Array } list ? string.Join(',', list.EnumerateArray().Select(v => v.GetString())) : "";
        return term.At("operator")?.GetString() switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key ?? "",
        };
    }
}
