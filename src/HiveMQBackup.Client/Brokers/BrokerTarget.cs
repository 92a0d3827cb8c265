using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Client.Brokers;

/// <summary>Which broker is meant, as far as the user specified it. What is null is discovered or has a default.</summary>
public sealed record BrokerTarget
{
    /// <summary>The StatefulSet that is used by default.</summary>
    public const string DefaultStatefulSet = "broker";

    /// <summary>The kubeconfig's path.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>The list of kubeconfigs that were merged to find this broker, or null.</summary>
    internal string? MergedKubeConfig { get; init; }

    /// <summary>The kubeconfig's context.</summary>
    public string? Context { get; init; }

    /// <summary>The broker's namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The broker's StatefulSet.</summary>
    public string? StatefulSet { get; init; }

    /// <summary>The labels of the broker's pods, instead of a StatefulSet.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>The broker's name if its pods are found by labels: its Deployment's name.</summary>
    public string? Name { get; init; }

    /// <summary>One pod, instead of a StatefulSet.</summary>
    public string? Pod { get; init; }

    /// <summary>The REST API's container port, instead of discovery.</summary>
    public int? ApiPort { get; init; }

    /// <summary>The REST API's base address, instead of a broker in Kubernetes.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The way to the broker's pods.</summary>
    public Transport Transport { get; init; }

    /// <summary>Whether <see cref="Transport.Auto"/> chose the transport, so that it can fall back to another one.</summary>
    public bool IsTransportChosen { get; init; }

    /// <summary>Whether the REST listener in the pod uses TLS.</summary>
    public bool UseTls { get; init; }

    /// <summary>Whether to skip validation of the REST listener's certificate.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The broker's credentials, or null if the REST API requires none.</summary>
    public RestCredentials? Credentials { get; init; }

    /// <summary>The kubeconfig for this broker: the one that is named, the files used before, or the environment's.</summary>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="HiveMQBackupException">There is none.</exception>
    public KubeConfigSource FindKubeConfig(string folder, Func<string, string?> environment) =>
        KubeConfig is null && MergedKubeConfig is { } merged ? KubeConfigSource.OfMerged(merged) : KubeConfigSource.Find(KubeConfig, folder, environment);

    /// <summary>The target with the kubeconfig and the context that a search was made with, so that neither is left to the environment.</summary>
    public BrokerTarget In(ClusterSession search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return Of(search.Source, search.Context);
    }

    internal BrokerTarget Of(KubeConfigSource source, string? context) => this with
    {
        KubeConfig = KubeConfig ?? (source.Files.Count == 1 ? source.Files[0] : null),
        MergedKubeConfig = source.Merged,
        Context = context,
    };

    /// <summary>Whether credentials are allowed over plain http to another machine: the REST API or the Kubernetes API server.</summary>
    public bool AllowUnencryptedAuthentication { get; init; }
}
