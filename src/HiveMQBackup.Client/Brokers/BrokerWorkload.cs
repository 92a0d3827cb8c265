using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Brokers;

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

    /// <summary>How many pods are requested.</summary>
    public int Replicas { get; init; }

    /// <summary>How many pods are ready.</summary>
    public int ReadyPods { get; init; }

    /// <summary>The container port that looks like the REST API's, or null.</summary>
    public int? ApiPort { get; init; }

    /// <summary>Whether labels, name or ports show that this is a broker.</summary>
    internal bool IsBroker { get; init; }

    /// <summary>The target for this broker.</summary>
    /// <param name="target">The cluster, and how to connect to the REST API.</param>
    public BrokerTarget In(BrokerTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Kind == Workload.StatefulSetKind
            ? target with { Namespace = Namespace, StatefulSet = Name }
            : target with { Namespace = Namespace, LabelSelector = Selector, Name = Name };
    }

    internal static BrokerWorkload Of(Workload workload)
    {
        var api = Brokers.ApiPort.Find(workload.Ports)?.Number;
        return new BrokerWorkload
        {
            Kind = workload.Kind,
            Name = workload.Name,
            Namespace = workload.Namespace,
            Selector = workload.Selector,
            Replicas = workload.Replicas,
            ReadyPods = workload.ReadyPods,
            ApiPort = api,
            IsBroker = workload.Selector.Length > 0
                && (IsHiveMQ(workload) || workload.Name == BrokerTarget.DefaultStatefulSet || (api is not null && workload.Ports.Any(IsMqtt))),
        };
    }

    /// <summary>Whether the labels show that the pods are HiveMQ nodes.</summary>
    internal static bool IsHiveMQ(Workload workload) => workload.Labels.Any(label =>
        label is ("app.kubernetes.io/name", "hivemq-platform") or ("app", "hivemq") or ("hivemq-cluster", _));

    private static bool IsMqtt(ContainerPort port) =>
        port.Number is 1883 or 8883 || (port.Name?.StartsWith("mqtt", StringComparison.Ordinal) ?? false);
}
