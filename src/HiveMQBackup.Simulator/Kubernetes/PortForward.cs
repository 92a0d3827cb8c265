using System.Globalization;

namespace HiveMQBackup.Simulator;

/// <summary>The portforward subresource of pods: refuses, or upgrades to a tunnel.</summary>
internal sealed class PortForward(string userName, ClusterObjects objects, ClusterFaults faults)
{
    private const string Subprotocol = "v4.channel.k8s.io";

    public Task HandleAsync(HttpContext context, ResourceRequest request)
    {
        // From Kubernetes 1.35 on, a WebSocket needs the right that SPDY always needed.
        if (faults.IsDenied("create", request.FullResource, clusterWide: false))
            return KubernetesStatus.ForbiddenAsync(context, request, "create", userName);
        if (objects.Pod(request.Namespace, request.Name) is not { } pod)
            return KubernetesStatus.NotFoundAsync(context, request);
        if (faults.TakeRefusal() is { } refusal)
            return KubernetesStatus.WriteAsync(context, refusal.Status, refusal.Message);
        if (ReasonToRefuse(context, pod) is { } reason)
            return KubernetesStatus.WriteAsync(context, StatusCodes.Status400BadRequest, reason);
        return int.TryParse(context.Request.Query["ports"], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= ushort.MaxValue
            ? OpenAsync(context, pod, port)
            : KubernetesStatus.WriteAsync(context, StatusCodes.Status400BadRequest, "query parameter \"ports\" is required");
    }

    private static string? ReasonToRefuse(HttpContext context, SimulatedPod pod)
    {
        if (pod.Phase == "Pending")
            return $"pod {pod.Name} does not have a host assigned";
        if (!context.WebSockets.IsWebSocketRequest)
            return "Upgrade request required";
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        return offered.Contains(Subprotocol)
            ? null
            : $"unable to negotiate a subprotocol: client offered [{string.Join(' ', offered)}], server supports [{Subprotocol}]";
    }

    private async Task OpenAsync(HttpContext context, SimulatedPod pod, int port)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Subprotocol);
        if (!pod.TryEnter(context))
        {
            context.Abort();
            return;
        }
        try
        {
            await new PortForwardTunnel(socket, context, pod, faults).RunAsync(port);
        }
        finally
        {
            pod.Leave(context);
        }
    }
}
