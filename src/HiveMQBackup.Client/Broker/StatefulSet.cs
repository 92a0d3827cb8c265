using System.Text.Json;
using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Broker;

/// <summary>A StatefulSet, as far as finding a broker takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Selector">The selector of its pods, in the form of a query.</param>
/// <param name="IsHiveMQ">Whether its labels say that its pods are HiveMQ nodes.</param>
internal sealed record StatefulSet(string Name, string Selector, bool IsHiveMQ)
{
    private const string LegacyLabel = "hivemq-cluster";

    internal static StatefulSet From(JsonElement set)
    {
        var labels = Labels(set).Concat(set.At("spec", "template") is { } template ? Labels(template) : []);
        return new StatefulSet(set.At("metadata", "name")?.GetString() ?? "", SelectorOf(set), labels.Any(IsHiveMQLabel));
    }

    private static bool IsHiveMQLabel((string Key, string? Value) label) =>
        label is ("app.kubernetes.io/name", "hivemq-platform") or ("app", "hivemq") or (LegacyLabel, _);

    private static IEnumerable<(string Key, string? Value)> Labels(JsonElement owner) => Pairs(owner.At("metadata", "labels"));

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
