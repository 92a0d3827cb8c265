using k8s;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The service account of the pod that this process runs in. The only class that loads KubernetesClient.</summary>
internal static class ServiceAccount
{
    /// <summary>Whether this process runs in a pod that has one.</summary>
    internal static bool Exists() => KubernetesClientConfiguration.IsInCluster();

    /// <summary>The settings for the connection to the pod's own cluster.</summary>
    internal static ClusterSettings Settings()
    {
        var settings = KubernetesClientConfiguration.InClusterConfig();
        return new ClusterSettings { Host = settings.Host, Namespace = settings.Namespace, SkipTlsVerify = settings.SkipTlsVerify, SslCaCerts = settings.SslCaCerts };
    }
}
