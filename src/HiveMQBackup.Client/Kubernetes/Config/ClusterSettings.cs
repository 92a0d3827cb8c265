using System.Security.Cryptography.X509Certificates;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The settings for the connection to a cluster.</summary>
/// <remarks>KubernetesClient's own settings would load its assembly for every first command.</remarks>
internal sealed class ClusterSettings
{
    /// <summary>The API server's address.</summary>
    internal required string Host { get; init; }

    /// <summary>The namespace where none is given, or null.</summary>
    internal string? Namespace { get; init; }

    /// <summary>Whether every certificate of the API server is accepted.</summary>
    internal bool SkipTlsVerify { get; init; }

    /// <summary>The name that the API server's certificate must have, or null for the name in the address.</summary>
    internal string? TlsServerName { get; init; }

    /// <summary>The only authorities to trust, or null for those of the system.</summary>
    internal X509Certificate2Collection? SslCaCerts { get; init; }

    /// <summary>The cluster's own proxy, or null.</summary>
    internal ProxyServer? Proxy { get; init; }
}
