namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>Explains why neither protocol of a connection to a pod gets through.</summary>
internal static class PodStreamErrors
{
    /// <summary>A permission is missing, and every way to request the connection requires it.</summary>
    internal static HiveMQBackupException Forbidden<T>(PodStreamForbiddenException refused, PodTarget<T> pod, ClusterAddress cluster) where T : class, IDisposable => new(
        ErrorCode.KubernetesForbidden,
        KubernetesErrors.NotAllowed(refused.Verb, pod.Resource.Name, pod.Namespace, cluster) + refused.Message,
        new ErrorCause.VerbForbidden(refused.Verb, pod.Resource.Name, pod.Namespace, cluster.Context),
        refused);

    /// <summary>A permission is missing that a WebSocket requires, and SPDY does not get through.</summary>
    internal static HiveMQBackupException Forbidden<T>(PodStreamForbiddenException refused, PodStreamException spdy, PodTarget<T> pod, ClusterAddress cluster)
        where T : class, IDisposable => new(
        ErrorCode.KubernetesForbidden,
        KubernetesErrors.NotAllowed(refused.Verb, pod.Resource.Name, pod.Namespace, cluster)
            + $"{refused.Message} SPDY, which requires only 'create', does not get through to {cluster.Server.Host}: {StatusText.Sentence(spdy.Message)}",
        new ErrorCause.GetOrCreateForbidden(pod.Resource.Name, pod.Namespace, cluster.Context),
        refused);

    /// <summary>Neither protocol gets through to any pod.</summary>
    internal static HiveMQBackupException NoProtocol<T>(PodStreamException spdy, PodStreamException webSocket, PodTarget<T> pod, ClusterAddress cluster)
        where T : class, IDisposable => new(
        pod.Resource.Code,
        $"No {pod.Resource.Noun} to {pod} could be opened through the Kubernetes API server {cluster.Server} (context '{cluster.Context}'). {Both(spdy, webSocket)}",
        new ErrorCause.BlockedProtocols(),
        webSocket)
        {
            EndsCall = !IsTransient(spdy) && !IsTransient(webSocket),
        };

    /// <summary>Neither protocol gets through to this pod; another one might work.</summary>
    internal static PodStreamException NotToThisPod<T>(PodStreamException spdy, PodStreamException webSocket, PodTarget<T> pod) where T : class, IDisposable =>
        new PodStreamRefusedException(pod.Resource, $"No {pod.Resource.Noun} to {pod} could be opened. {Both(spdy, webSocket)}", RefusalAbout.Pod);

    private static string Both(PodStreamException spdy, PodStreamException webSocket) =>
        $"Over SPDY: {StatusText.Sentence(spdy.Message)} Over WebSocket: {StatusText.Sentence(webSocket.Message)}";

    // A lost connection or a gateway's 5xx is over when an API server has restarted. A timeout has already been waited out.
    private static bool IsTransient(PodStreamException e) => e is PodStreamBrokenException or PodStreamRefusedException { About: RefusalAbout.Unclear };
}
