using System.Globalization;
using System.Net.WebSockets;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The portforward subresource of pods: rejects a request, or upgrades it to a tunnel.</summary>
internal sealed class PortForward(SimulatedClusterOptions options, ClusterObjects objects, ClusterFaults faults)
{
    public Task HandleAsync(HttpContext context, ResourceRequest request)
    {
        if (options.CreateForEveryUpgrade && faults.IsDenied("create", request.FullResource, clusterWide: false))
            return KubernetesStatus.ForbiddenWithoutReasonAsync(context, request);
        if (objects.Pod(request.Namespace, request.Name) is not { } pod)
            return KubernetesStatus.NotFoundAsync(context, request);
        if (faults.TakeRefusal() is { } refusal)
            return KubernetesStatus.WriteAsync(context, refusal.Status, refusal.Message);
        if (ReasonToRefuse(context, pod) is { } reason)
            return KubernetesStatus.WriteAsync(context, StatusCodes.Status400BadRequest, reason);
        return OpenAsync(context, pod);
    }

    /// <summary>Whether a proxy rejects the request before the API server sees it.</summary>
    public bool IsRefusedByProxy(HttpContext context) => options.Spdy == SpdySupport.RefusedByProxy && AsksForSpdy(context);

    public static Task RefuseAsProxyAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private string? ReasonToRefuse(HttpContext context, SimulatedPod pod)
    {
        if (pod.Phase == "Pending")
            return $"pod {pod.Name} does not have a host assigned";
        if (IsSpdy(context))
            return null;
        if (!context.WebSockets.IsWebSocketRequest)
            return "Upgrade request required";
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        if (!offered.Contains(WebSocketWire.Subprotocol))
            return $"unable to negotiate a subprotocol: client offered [{string.Join(' ', offered)}], server supports [{WebSocketWire.Subprotocol}]";
        return PortOf(context) is null ? "query parameter \"ports\" is required" : null;
    }

    private static bool AsksForSpdy(HttpContext context) => context.Request.Headers.Upgrade == SpdyWire.Protocol;

    private bool IsSpdy(HttpContext context) => options.Spdy != SpdySupport.Dropped && AsksForSpdy(context);

    // Over SPDY it comes with the streams instead.
    private static int? PortOf(HttpContext context) =>
        int.TryParse(context.Request.Query["ports"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port : null;

    private async Task OpenAsync(HttpContext context, SimulatedPod pod)
    {
        if (!pod.TryEnter(context))
        {
            context.Abort();
            return;
        }
        try
        {
            if (IsSpdy(context)) await CarrySpdyAsync(context, pod);
            else await CarryAsync(context, pod, await WebSocketWire.AcceptAsync(context, PortOf(context)!.Value), PortOf(context)!.Value);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The client has closed the connection before any data.
            context.Abort();
        }
        finally
        {
            pod.Exit(context);
        }
    }

    private async Task CarrySpdyAsync(HttpContext context, SimulatedPod pod)
    {
        if (options.Spdy == SpdySupport.Broken)
            (await SpdyWire.UpgradeAsync(context)).Dispose();
        else if (await SpdyWire.AcceptAsync(context) is { } wire) await CarryAsync(context, pod, wire, wire.Port);
    }

    private async Task CarryAsync(HttpContext context, SimulatedPod pod, ITunnelWire wire, int port)
    {
        using (wire) await new PortForwardTunnel(wire, context, pod, faults).RunAsync(port);
    }
}
