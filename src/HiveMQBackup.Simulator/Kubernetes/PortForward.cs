using System.Globalization;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The portforward subresource of pods: refuses, or upgrades to a tunnel.</summary>
internal sealed class PortForward(SimulatedClusterOptions options, ClusterObjects objects, ClusterFaults faults)
    : PodUpgrade(options, objects, faults)
{
    protected override string SpdySubprotocol => SpdyWire.Subprotocol;

    protected override IReadOnlyList<string> WebSocketSubprotocols => Options.Subprotocols;

    protected override ClusterFaults.Refusal? TakeRefusal(SimulatedPod pod) => Faults.TakeRefusal();

    protected override string? Reason(HttpContext context, SimulatedPod pod) =>
        context.WebSockets.IsWebSocketRequest && !IsSpdyInWebSocket(context) && PortOf(context) is null ? "query parameter \"ports\" is required" : null;

    protected override async Task CarrySpdyAsync(HttpContext context, SimulatedPod pod)
    {
        if (await SpdyWire.AcceptAsync(context) is { } wire) await CarryAsync(context, pod, wire, wire.Port);
    }

    protected override async Task CarryWebSocketAsync(HttpContext context, SimulatedPod pod)
    {
        if (IsSpdyInWebSocket(context))
        {
            if (await SpdyWire.AcceptInWebSocketAsync(context) is { } spdy) await CarryAsync(context, pod, spdy, spdy.Port);
            return;
        }
        var port = PortOf(context)!.Value;
        await CarryAsync(context, pod, await WebSocketWire.AcceptAsync(context, port), port);
    }

    // The API server selects it wherever it stands in the client's list.
    private bool IsSpdyInWebSocket(HttpContext context) => WebSocketSubprotocols.Contains(PortForwardSubprotocols.Spdy)
        && context.WebSockets.WebSocketRequestedProtocols.Contains(PortForwardSubprotocols.Spdy);

    // Over SPDY it comes with the streams instead.
    private static int? PortOf(HttpContext context) =>
        int.TryParse(context.Request.Query["ports"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port : null;

    private async Task CarryAsync(HttpContext context, SimulatedPod pod, ITunnelWire wire, int port)
    {
        using (wire) await new PortForwardTunnel(wire, context, pod, Faults).RunAsync(port);
    }
}
