using System.Net.WebSockets;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A subresource of pods whose requests are upgraded to SPDY or to a WebSocket: refuses them, or carries what follows.</summary>
internal abstract class PodUpgrade(SimulatedClusterOptions options, ClusterObjects objects, ClusterFaults faults)
{
    protected SimulatedClusterOptions Options => options;

    protected ClusterFaults Faults => faults;

    /// <summary>The subprotocol that the server names when it upgrades to SPDY.</summary>
    protected abstract string SpdySubprotocol { get; }

    /// <summary>The subprotocols that the server supports over a WebSocket.</summary>
    protected abstract IReadOnlyList<string> WebSocketSubprotocols { get; }

    public Task HandleAsync(HttpContext context, ResourceRequest request)
    {
        if (options.CreateForEveryUpgrade && faults.IsDenied("create", request.FullResource, clusterWide: false))
            return KubernetesStatus.ForbiddenWithoutReasonAsync(context, request);
        if (objects.Pod(request.Namespace, request.Name) is not { } pod)
            return KubernetesStatus.NotFoundAsync(context, request);
        if (TakeRefusal(pod) is { } refusal)
            return KubernetesStatus.WriteAsync(context, refusal.Status, refusal.Message);
        if ((ReasonOfPod(pod) ?? Reason(context, pod) ?? ReasonOfUpgrade(context)) is { } reason)
            return KubernetesStatus.WriteAsync(context, StatusCodes.Status400BadRequest, reason);
        return OpenAsync(context, pod);
    }

    /// <summary>Whether a proxy refuses the request before the API server sees it.</summary>
    public bool IsRefusedByProxy(HttpContext context) => options.Spdy == SpdySupport.RefusedByProxy && AsksForSpdy(context);

    public static Task RefuseAsProxyAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>The armed fault that refuses the request, if there is one.</summary>
    protected abstract ClusterFaults.Refusal? TakeRefusal(SimulatedPod pod);

    /// <summary>Why this subresource refuses the request, or null.</summary>
    protected abstract string? Reason(HttpContext context, SimulatedPod pod);

    protected abstract Task CarrySpdyAsync(HttpContext context, SimulatedPod pod);

    protected abstract Task CarryWebSocketAsync(HttpContext context, SimulatedPod pod);

    protected bool IsSpdy(HttpContext context) => options.Spdy != SpdySupport.Dropped && AsksForSpdy(context);

    private static bool AsksForSpdy(HttpContext context) => context.Request.Headers.Upgrade == SpdyConnection.Protocol;

    private static string? ReasonOfPod(SimulatedPod pod) => pod.Phase == "Pending" ? $"pod {pod.Name} does not have a host assigned" : null;

    private string? ReasonOfUpgrade(HttpContext context)
    {
        if (IsSpdy(context))
            return null;
        if (!context.WebSockets.IsWebSocketRequest)
            return "Upgrade request required";
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        return offered.Any(WebSocketSubprotocols.Contains)
            ? null
            : $"unable to negotiate a subprotocol: client offered [{string.Join(' ', offered)}], server supports [{string.Join(' ', WebSocketSubprotocols)}]";
    }

    private async Task OpenAsync(HttpContext context, SimulatedPod pod)
    {
        if (!pod.TryEnter(context))
        {
            context.Abort();
            return;
        }
        try
        {
            if (!IsSpdy(context)) await CarryWebSocketAsync(context, pod);
            else if (options.Spdy == SpdySupport.Broken) (await SpdyConnection.UpgradeAsync(context, SpdySubprotocol)).Dispose();
            else await CarrySpdyAsync(context, pod);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The client closed the connection before anything was carried.
            context.Abort();
        }
        finally
        {
            pod.Exit(context);
        }
    }
}
