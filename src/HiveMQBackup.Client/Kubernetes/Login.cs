using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>The credentials that a user had at one moment, for requests that are sent at the same time.</summary>
/// <param name="server">The API server.</param>
/// <param name="credential">The credentials.</param>
internal sealed class Login(KubernetesHttp server, ClusterCredential credential)
{
    /// <summary>Sends a request that is only an attempt: no credentials are refreshed for it.</summary>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Log log, CancellationToken cancel) => server.SendOnceAsync(request, credential, log, cancel);
}
