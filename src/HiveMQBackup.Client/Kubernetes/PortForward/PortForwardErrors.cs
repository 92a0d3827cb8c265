namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>Explains why neither protocol of a port-forward gets through.</summary>
internal static class PortForwardErrors
{
    /// <summary>The resource that the permissions apply to.</summary>
    internal const string Resource = "pods/portforward";

    /// <summary>A permission is missing, and every way to request a port-forward requires it.</summary>
    internal static HiveMQBackupException Forbidden(PortForwardForbiddenException refused, PodPort pod, ClusterAddress cluster) => new(
        ErrorCode.KubernetesForbidden,
        KubernetesErrors.NotAllowed(refused.Verb, Resource, pod.Namespace, cluster) + refused.Message,
        new ErrorCause.VerbForbidden(refused.Verb, Resource, pod.Namespace, cluster.Context),
        refused);

    /// <summary>A permission is missing that a WebSocket requires, and SPDY does not get through.</summary>
    internal static HiveMQBackupException Forbidden(PortForwardForbiddenException refused, PortForwardException spdy, PodPort pod, ClusterAddress cluster) => new(
        ErrorCode.KubernetesForbidden,
        KubernetesErrors.NotAllowed(refused.Verb, Resource, pod.Namespace, cluster)
            + $"{refused.Message} SPDY, which requires only 'create', does not get through to {cluster.Server.Host}: {StatusText.Sentence(spdy.Message)}",
        new ErrorCause.GetOrCreateForbidden(Resource, pod.Namespace, cluster.Context),
        refused);

    /// <summary>Neither protocol gets through to any pod.</summary>
    internal static HiveMQBackupException NoProtocol(PortForwardException spdy, PortForwardException webSocket, PodPort pod, ClusterAddress cluster) => new(
        ErrorCode.PortForwardFailed,
        $"No port-forward to {pod} could be opened through the Kubernetes API server {cluster.Server} (context '{cluster.Context}'). {Both(spdy, webSocket)}",
        new ErrorCause.BlockedProtocols(),
        webSocket)
    {
        EndsCall = !IsTransient(spdy) && !IsTransient(webSocket),
    };

    /// <summary>Neither protocol gets through to this pod; another one might work.</summary>
    internal static PortForwardException NotToThisPod(PortForwardException spdy, PortForwardException webSocket, PodPort pod) =>
        new PortForwardRefusedException($"No tunnel to {pod} could be opened. {Both(spdy, webSocket)}", RefusalAbout.Pod);

    private static string Both(PortForwardException spdy, PortForwardException webSocket) =>
        $"Over SPDY: {StatusText.Sentence(spdy.Message)} Over WebSocket: {StatusText.Sentence(webSocket.Message)}";

    // A lost connection or a gateway's 5xx is over when an API server has restarted. A timeout has already been waited out.
    private static bool IsTransient(PortForwardException e) => e is PortForwardBrokenException or PortForwardRefusedException { About: RefusalAbout.Unclear };
}
