namespace HiveMQBackup.Client.Brokers;

/// <summary>A default that was applied because the user gave no value.</summary>
/// <param name="What">The parameter's concept: "namespace", "StatefulSet", "API port".</param>
/// <param name="Value">The value that was used.</param>
/// <param name="Why">Where it comes from.</param>
public sealed record AppliedDefault(string What, string Value, string Why)
{
    /// <summary>The value as it reads in a line with others.</summary>
    public string Label { get; init; } = Value;

    /// <summary>The context.</summary>
    internal static AppliedDefault OfContext(string context) =>
        new("context", context, context == ClusterConnection.InClusterName ? "the pod's service account" : "the kubeconfig's current context");

    /// <summary>The namespace.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="own">The namespace of the context or the pod, or null.</param>
    internal static AppliedDefault OfNamespace(string ns, string? own) => new("namespace", ns, own is null ? "the context has none" : "the context's namespace");

    internal static AppliedDefault OfStatefulSet(string name, string why) => new("StatefulSet", name, why) { Label = $"StatefulSet {name}" };

    internal static AppliedDefault OfApiPort(int port, string? name, string pod) => name is null
        ? new("API port", $"{port}", $"a port of {pod}") { Label = $"port {port}" }
        : new("API port", $"{port}", $"the port '{name}' of {pod}") { Label = $"port {port} ({name})" };

    internal static AppliedDefault OfTransport(Transport transport, string why) => new("transport", $"{transport}", why) { Label = $"transport {transport}" };
}
