namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>The exec subresource of pods: refuses, or runs a command whose input and output it carries.</summary>
internal sealed class PodExec(SimulatedClusterOptions options, ClusterObjects objects, ClusterFaults faults)
    : PodUpgrade(options, objects, faults)
{
    protected override string SpdySubprotocol => SpdyExecWire.Subprotocol;

    protected override IReadOnlyList<string> WebSocketSubprotocols => WebSocketExecWire.Subprotocols;

    protected override ClusterFaults.Refusal? TakeRefusal(SimulatedPod pod) => Faults.Exec.TakeRefusal(pod);

    protected override string? Reason(HttpContext context, SimulatedPod pod)
    {
        if (IsSpdy(context) && !OffersSubprotocol(context))
            return $"unable to upgrade: unable to negotiate protocol: client supports [], server accepts [{SpdyExecWire.Subprotocol}]";
        return ExecRequest.Of(context).ReasonToRefuse(pod);
    }

    protected override async Task CarrySpdyAsync(HttpContext context, SimulatedPod pod)
    {
        var request = ExecRequest.Of(context);
        if (await SpdyExecWire.AcceptAsync(context, request) is { } wire) await RunAsync(context, pod, request, wire);
    }

    protected override async Task CarryWebSocketAsync(HttpContext context, SimulatedPod pod)
    {
        var request = ExecRequest.Of(context);
        await RunAsync(context, pod, request, await WebSocketExecWire.AcceptAsync(context, request));
    }

    private static bool OffersSubprotocol(HttpContext context) => context.Request.Headers["X-Stream-Protocol-Version"]
        .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).Contains(SpdyExecWire.Subprotocol);

    private async Task RunAsync(HttpContext context, SimulatedPod pod, ExecRequest request, IExecWire wire)
    {
        using (wire) await new ExecSession(wire, context, pod, Faults.Exec).RunAsync(request);
    }
}
