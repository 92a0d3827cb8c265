using System.Text.Json;
using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Broker;

/// <summary>A StatefulSet or Deployment whose pods look like HiveMQ nodes.</summary>
public sealed record BrokerWorkload
{
    /// <summary>"StatefulSet" or "Deployment".</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The selector of its pods, in the form of a query.</summary>
    public required string Selector { get; init; }

    /// <summary>How many pods are wanted.</summary>
    public int Replicas { get; init; }

    /// <summary>How many pods are ready.</summary>
    public int ReadyPods { get; init; }

    /// <summary>The container port that looks like the REST API's, or null.</summary>
    public int? ApiPort { get; init; }

    /// <summary>Whether labels, name or ports say that this is a broker.</summary>
    internal bool IsBroker { get; init; }

    /// <summary>What leads to this broker.</summary>
    /// <param name="target">The cluster, and how the REST API is spoken to.</param>
    public BrokerTarget In(BrokerTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Kind == StatefulSetKind
            ? target with { Namespace = Namespace, StatefulSet = Name }
            : target with { Namespace = Namespace, LabelSelector = Selector, Name = Name };
    }

    internal const string StatefulSetKind = "StatefulSet";
    internal const string DeploymentKind = "Deployment";

    internal static Func<JsonElement, BrokerWorkload> Of(string kind) => workload =>
    {
        var set = StatefulSet.From(workload);
        // A template is to its pods what they are themselves.
        var ports = workload.At("spec", "template") is { } template ? BrokerPod.From(template).Ports : [];
        var api = Broker.ApiPort.Find(ports)?.Number;
        return new BrokerWorkload
        {
            Kind = kind,
            Name = set.Name,
            Namespace = workload.At("metadata", "namespace")?.GetString() ?? "",
            Selector = set.Selector,
            // Kubernetes' own default is one.
            Replicas = workload.At("spec", "replicas")?.GetInt32() ?? 1,
            ReadyPods = workload.At("status", "readyReplicas")?.GetInt32() ?? 0,
            ApiPort = api,
            IsBroker = set.Selector.Length > 0 && (set.IsHiveMQ || set.Name == BrokerTarget.DefaultStatefulSet || (api is not null && ports.Any(IsMqtt))),
        };
    };

    private static bool IsMqtt(ContainerPort port) =>
        port.Number is 1883 or 8883 || (port.Name?.StartsWith("mqtt", StringComparison.Ordinal) ?? false);
}
