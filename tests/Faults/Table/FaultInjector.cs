using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults.Table;

/// <summary>Makes one fault happen in one phase.</summary>
internal sealed class FaultInjector(Fault fault, Phase phase, ClusterWithBackup cluster, BytesReceived progress)
{
    private const string Page = "<html><body>Please log in</body></html>";
    private static readonly TimeSpan OnceLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    private int _hits;
    private int _fileHeaders;

    private RequestKind Target => phase switch
    {
        Phase.CreateBefore or Phase.CreateAfter => RequestKind.Create,
        Phase.RestoreBefore or Phase.RestoreAfter => RequestKind.Restore,
        Phase.Poll => RequestKind.One,
        Phase.List or Phase.Connect or Phase.Resolve => RequestKind.List,
        _ => RequestKind.File,
    };

    /// <summary>Before the broker is resolved.</summary>
    internal void PrepareResolve()
    {
        switch (fault)
        {
            case Fault.Short503:
                cluster.Simulator.Faults.FailRequests(503, times: 2);
                break;
            case Fault.Long503:
                cluster.Simulator.Faults.FailRequests(503, times: int.MaxValue);
                break;
            case Fault.PodDeleted:
                cluster.Pods[0].Delete();
                break;
            case Fault.PodRecreated:
                cluster.Pods[0].Delete();
                cluster.Pods[0].Recreate();
                break;
            case Fault.ApiRestart:
                _ = cluster.Simulator.RestartAsync(TimeSpan.FromHours(1));
                break;
        }
    }

    /// <summary>Before the first tunnel.</summary>
    internal void PrepareConnect()
    {
        switch (fault)
        {
            case <= Fault.TunnelStall:
                cluster.Simulator.Faults.CutTunnelAfter(0, (TunnelCut)Cut, which: pod => pod == cluster.Pods[0]);
                break;
            case Fault.NodeReset:
                cluster.Pods[0].Node.Unplug();
                break;
            case Fault.PodDeleted:
                cluster.Pods[0].Delete();
                break;
            case Fault.PodRecreated:
                cluster.Pods[0].Delete();
                cluster.Pods[0].Recreate();
                break;
            case Fault.ApiRestart:
                cluster.RestartApiServer();
                break;
            case Fault.Upgrade500 or Fault.Upgrade404:
                RejectNextTunnel();
                break;
        }
    }

    private void RejectNextTunnel() => cluster.Simulator.Faults.RefuseUpgrade(fault == Fault.Upgrade500 ? 500 : 404, "refused by the test");

    private TunnelCut Cut => fault switch
    {
        Fault.TunnelAbort => TunnelCut.Abort,
        Fault.TunnelError => TunnelCut.ErrorChannel,
        Fault.TunnelClose => TunnelCut.EarlyClose,
        _ => TunnelCut.Stall,
    };

    /// <summary>At the relay before the API server: a page, or no response at all.</summary>
    internal RelayAction Decide(string piece)
    {
        var isTarget = phase == Phase.Resolve ? piece.StartsWith("GET ", StringComparison.Ordinal) : piece.Contains("/pods/broker-0/portforward", StringComparison.Ordinal);
        if (!isTarget) return RelayAction.Pass;
        if (fault == Fault.NoResponse && phase == Phase.Connect) cluster.Clock.Advance(piece.Contains("SPDY", StringComparison.Ordinal) ? PodStreams<Stream>.HeadStart : PodStreams<Stream>.Together);
        return fault == Fault.NoResponse ? RelayAction.Drop
            : new RelayAction(false, $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Page.Length}\r\n\r\n{Page}");
    }

    /// <summary>Before a file is requested.</summary>
    internal async Task PrepareFileAsync(CancellationToken cancel)
    {
        if (phase.IsBody && fault <= Fault.TunnelStall) _fileHeaders = (await NodeResponses.MeasureAsync(cluster.Pods[0].Node, $"/api/v1/management/files/backups/{CompleteBackup.Id}", cancel)).Headers;
        _hits = 0;
    }

    /// <summary>At every request to a node.</summary>
    internal Task RespondAsync(SimulatedPod pod, HttpContext context, Func<Task> next)
    {
        var kind = context.Kind();
        if (phase is Phase.Connect or Phase.Upload) return next();
        if (kind == Target) return phase.IsBody ? RespondWithFileAsync(pod, context, next) : RespondWithJsonAsync(pod, context, next);
        if (phase.IsOnce && kind == RequestKind.List && _hits == 0)
        {
            // The request gets a tunnel of its own.
            context.Response.Headers.Connection = "close";
            if (phase.IsBefore && fault is Fault.Upgrade500 or Fault.Upgrade404) RejectNextTunnel();
        }
        return next();
    }

    private async Task RespondWithJsonAsync(SimulatedPod pod, HttpContext context, Func<Task> next)
    {
        var hit = Interlocked.Increment(ref _hits);
        if (fault == Fault.Long503 ? pod != cluster.Pods[0] : hit > (fault == Fault.Short503 ? 2 : 1))
        {
            await next();
            return;
        }
        if (fault is Fault.LengthLonger or Fault.LengthShorter && phase == Phase.Headers)
        {
            foreach (var each in cluster.Pods) each.Node.Faults.WrongContentLength(fault == Fault.LengthLonger ? 7 : -7, int.MaxValue);
            await next();
            return;
        }
        if (phase.IsBefore && fault is Fault.Upgrade500 or Fault.Upgrade404)
        {
            await next();
            return;
        }
        // Except for a file, the node processes the request, although its response might not leave.
        var response = phase.IsBefore || phase == Phase.Headers ? "{\"backup\":{\"id\":\""u8.ToArray() : await context.CaptureAsync(next);
        await ApplyAsync(pod, context, response);
    }

    private async Task ApplyAsync(SimulatedPod pod, HttpContext context, byte[] response)
    {
        switch (fault)
        {
            case <= Fault.TunnelStall:
                cluster.Simulator.Faults.CutTunnelAfter(1, Cut, which: _ => fault != Fault.TunnelStall || PassOnceLimit());
                await SendAsync(context, response, response.Length);
                await context.UntilGoneAsync();
                break;
            case Fault.NodeClose:
                await SendAsync(context, response[..(response.Length / 2)], response.Length);
                break;
            case Fault.NodeStall:
                await SendAsync(context, response[..(response.Length / 2)], response.Length);
                cluster.Clock.Advance(phase.IsOnce ? OnceLimit : ReadLimit);
                await context.UntilGoneAsync();
                break;
            case Fault.LengthShorter:
                await SendAsync(context, response[..(response.Length / 2)], response.Length / 2);
                break;
            case Fault.Short503 or Fault.Long503 or Fault.Garbage:
                await RespondInsteadAsync(context);
                break;
            case Fault.NoResponse:
                if (phase.IsOnce) cluster.Clock.Advance(OnceLimit);
                await context.UntilGoneAsync();
                break;
            default:
                await BreakAsync(pod, context);
                break;
        }
    }

    // The client waits for a request that it sends once until its limit has passed; a read fails over to the other node before.
    private bool PassOnceLimit()
    {
        if (phase.IsOnce) ThreadPool.QueueUserWorkItem(_ => cluster.Clock.Advance(OnceLimit));
        return true;
    }

    private static async Task SendAsync(HttpContext context, byte[] bytes, int promised)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = promised;
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }

    private Task RespondInsteadAsync(HttpContext context)
    {
        if (fault == Fault.Garbage) return context.RespondAsync(200, "text/html", Page);
        // Always means: for longer than the client retries.
        if (fault == Fault.Long503) cluster.Clock.Advance(TimeSpan.FromSeconds(3));
        return context.RespondAsync(503, "application/json", """{"errors":[{"title":"not available"}]}""");
    }

    private async Task BreakAsync(SimulatedPod pod, HttpContext context)
    {
        switch (fault)
        {
            case Fault.PodDeleted:
                pod.Delete();
                break;
            case Fault.PodRecreated:
                pod.Delete();
                if (phase.IsBody) cluster.Clock.InNextPause(() => Task.Run(pod.Recreate));
                else pod.Recreate();
                break;
            case Fault.ApiRestart:
                cluster.RestartApiServer();
                await context.UntilGoneAsync();
                break;
            case Fault.Upgrade500 or Fault.Upgrade404:
                RejectNextTunnel();
                context.Abort();
                break;
            default:
                context.Abort();
                break;
        }
    }

    private async Task RespondWithFileAsync(SimulatedPod pod, HttpContext context, Func<Task> next)
    {
        var hit = Interlocked.Increment(ref _hits);
        if (hit == 1) await CutFileAsync(pod, context, next);
        else if (fault == Fault.Short503 && hit <= 3) await RespondInsteadAsync(context);
        else if (fault == Fault.Long503 && pod == cluster.Pods[0]) await RespondInsteadAsync(context);
        else if (fault == Fault.Garbage && hit == 2) await RespondInsteadAsync(context);
        else if (fault == Fault.NoResponse && hit == 2) await context.UntilGoneAsync();
        else await next();
    }

    private async Task CutFileAsync(SimulatedPod pod, HttpContext context, Func<Task> next)
    {
        switch (fault)
        {
            case <= Fault.TunnelStall:
                cluster.Simulator.Faults.CutTunnelAfter(_fileHeaders + progress.Position, Cut, which: _ =>
                {
                    if (fault == Fault.TunnelStall) ThreadPool.QueueUserWorkItem(_ => cluster.Clock.Stall());
                    return true;
                });
                await next();
                break;
            case Fault.NodeReset or Fault.NodeClose:
                pod.Node.Faults.CutDownloadAfter(progress.Position, fault == Fault.NodeReset ? DownloadCut.Reset : DownloadCut.EarlyEnd);
                await next();
                break;
            case Fault.NodeStall:
                await context.RespondUpToAsync(next, progress.Position, async () =>
                {
                    await progress.Arrived;
                    cluster.Clock.Stall();
                    await context.UntilGoneAsync();
                });
                break;
            default:
                if (fault is Fault.LengthLonger or Fault.LengthShorter)
                {
                    // The first response has its length by the time that this is armed.
                    await context.RespondUpToAsync(next, progress.Position, async () =>
                    {
                        await progress.Arrived;
                        foreach (var each in cluster.Pods) each.Node.Faults.WrongContentLength(fault == Fault.LengthLonger ? 7 : -7);
                        context.Abort();
                    });
                    break;
                }
                await context.RespondUpToAsync(next, progress.Position, async () =>
                {
                    await progress.Arrived;
                    await BreakAsync(pod, context);
                });
                break;
        }
    }
}
