using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.PortForward;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults.Table;

/// <summary>One fault in one phase: prepares it, runs the phase's operation, and checks what is left behind.</summary>
internal sealed class FaultCell(Fault fault, Phase phase)
{
    private const string Page = "<html><body>Please sign in</body></html>";
    private static readonly TimeSpan CreateLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    private ClusterWithBackup _cluster = null!;
    private int _hits;
    private int _fileHeaders;
    private readonly Reached _progress = new(phase switch { Phase.FirstByte => 1, Phase.Middle => ClusterWithBackup.FileLength / 2, Phase.LastByte => ClusterWithBackup.FileLength - 1, _ => 0 });

    private bool IsBody => phase is Phase.FirstByte or Phase.Middle or Phase.LastByte;

    private bool IsCreate => phase is Phase.CreateBefore or Phase.CreateAfter;

    private long Position => _progress.Position;

    private RequestKind Target => phase switch
    {
        Phase.CreateBefore or Phase.CreateAfter => RequestKind.Create,
        Phase.Poll => RequestKind.One,
        Phase.List or Phase.Connect or Phase.Resolve => RequestKind.List,
        _ => RequestKind.File,
    };

    /// <summary>Why the fault cannot happen in the phase; null where it can.</summary>
    internal static string? NotApplicable(Fault fault, Phase phase) => (fault, phase) switch
    {
        ( <= Fault.TunnelStall, Phase.Resolve) => "there is no tunnel yet",
        ( >= Fault.NodeReset and <= Fault.NodeStall, Phase.Resolve) => "no node is asked yet",
        (Fault.LengthLonger or Fault.LengthShorter, Phase.Resolve or Phase.Connect) => "nothing has a length yet",
        (Fault.Upgrade500 or Fault.Upgrade404, Phase.Resolve) => "there is no tunnel yet",
        (Fault.NodeClose, Phase.Connect) => "before the first byte it is the tunnel's clean close",
        (Fault.NodeStall, Phase.Connect) => "before the first byte it is the tunnel's stall",
        (Fault.Short503 or Fault.Long503, Phase.Connect) => "a node says 503 in answer to a request: see list",
        (Fault.Short503 or Fault.Long503, Phase.CreateAfter) => "503 is said instead of processing; a gateway's guess is in CreateOnceTests",
        (Fault.LengthLonger, >= Phase.CreateBefore and <= Phase.List) => "JSON that is longer than what comes is NodeClose",
        (Fault.LengthShorter, Phase.CreateBefore) => "without processing there is no answer to shorten",
        (Fault.NodeClose, Phase.Headers) => "before the first byte it is NodeReset",
        (Fault.NodeStall, Phase.Headers) => "before the first byte it is NoAnswer",
        _ => null,
    };

    /// <summary>"ok", or the name of the failure.</summary>
    internal async Task<string> RunAsync(CancellationToken cancel)
    {
        var replicas = fault == Fault.PodRecreated && IsBody ? 1 : 2;
        var needsRelay = phase is Phase.Resolve or Phase.Connect && fault is Fault.Garbage or Fault.NoAnswer;
        _cluster = await ClusterWithBackup.StartAsync(replicas, needsRelay ? Decide : null);
        await using var cluster = _cluster;
        if (phase == Phase.Resolve) await PrepareResolveAsync();
        else cluster.Intercept(RespondAsync);
        var outcome = await TryAsync(cancel);
        Assert.True(cluster.Posts <= 1, $"{cluster.Posts} create requests");
        Assert.True(cluster.Created <= (phase == Phase.Poll ? 1 : IsCreate ? 1 : 0), $"{cluster.Created} backups");
        if (outcome != "ok") Assert.Empty(cluster.Folder.Names);
        return outcome;
    }

    private async Task<string> TryAsync(CancellationToken cancel)
    {
        try
        {
            await OperateAsync(cancel);
            return "ok";
        }
        catch (HiveMQBackupException e)
        {
            Assert.NotEmpty(e.Message);
            Assert.NotEmpty(e.RecommendedAction);
            return $"{e.Code}";
        }
    }

    private async Task OperateAsync(CancellationToken cancel)
    {
        var session = await _cluster.OpenAsync(cancel);
        switch (phase)
        {
            case Phase.Resolve:
                Assert.Equal("hivemq/broker", session.Broker.ToString());
                break;
            case Phase.Connect:
                PrepareConnect();
                goto case Phase.List;
            case Phase.List:
                var listed = Assert.Single(await session.Api.ListBackupsAsync(cancel));
                Assert.Equal((CompleteBackup.Id, ClusterWithBackup.FileLength, CompleteBackup.CreatedAt), (listed.Id, listed.Bytes, listed.CreatedAt!.Value));
                break;
            case Phase.CreateBefore or Phase.CreateAfter:
                var (created, _) = await new BackupCreation(session.Api).StartAsync(joinRunning: false, cancel);
                Assert.Equal(Assert.Single(_cluster.Backups.List(), b => b.Id != CompleteBackup.Id).Id, created.Id);
                break;
            case Phase.Poll:
                var running = _cluster.Backups.Create();
                var begun = new Backup(running.Id, running.CreatedAt, null, running.State, null);
                var done = await new BackupWait(session.Api).UntilDoneAsync(begun, TimeSpan.FromHours(1), null, cancel);
                Assert.Equal((running.Id, "COMPLETED", 5000L), (done.Id, done.State, done.Bytes!.Value));
                break;
            default:
                if (IsBody && fault <= Fault.TunnelStall) _fileHeaders = (await NodeResponses.MeasureAsync(_cluster.Pods[0].Node, $"/api/v1/management/files/backups/{CompleteBackup.Id}", cancel)).Headers;
                _hits = 0;
                var saved = await _cluster.SaveAsync(cancel, _progress);
                SavedFileAssert.IsBackup(_cluster.Folder.Path, saved, CompleteBackup.Id, ClusterWithBackup.FileLength);
                break;
        }
    }

    private async Task PrepareResolveAsync()
    {
        switch (fault)
        {
            case Fault.Short503:
                _cluster.Simulator.Faults.FailRequests(503, times: 2);
                break;
            case Fault.Long503:
                _cluster.Simulator.Faults.FailRequests(503, times: int.MaxValue);
                break;
            case Fault.PodDeleted:
                _cluster.Pods[0].Delete();
                break;
            case Fault.PodRecreated:
                _cluster.Pods[0].Delete();
                _cluster.Pods[0].Recreate();
                break;
            case Fault.ApiRestart:
                _ = _cluster.Simulator.RestartAsync(TimeSpan.FromHours(1));
                break;
        }
        await Task.CompletedTask;
    }

    private void PrepareConnect()
    {
        switch (fault)
        {
            case <= Fault.TunnelStall:
                _cluster.Simulator.Faults.CutTunnelAfter(0, (TunnelCut)Cut, which: pod => pod == _cluster.Pods[0]);
                break;
            case Fault.NodeReset:
                _cluster.Pods[0].Node.Unplug();
                break;
            case Fault.PodDeleted:
                _cluster.Pods[0].Delete();
                break;
            case Fault.PodRecreated:
                _cluster.Pods[0].Delete();
                _cluster.Pods[0].Recreate();
                break;
            case Fault.ApiRestart:
                _cluster.RestartApiServer();
                break;
            case Fault.Upgrade500 or Fault.Upgrade404:
                RefuseNextTunnel();
                break;
        }
    }

    private void RefuseNextTunnel() => _cluster.Simulator.Faults.RefuseUpgrade(fault == Fault.Upgrade500 ? 500 : 404, "refused by the test");

    private TunnelCut Cut => fault switch
    {
        Fault.TunnelAbort => TunnelCut.Abort,
        Fault.TunnelError => TunnelCut.ErrorChannel,
        Fault.TunnelClose => TunnelCut.EarlyClose,
        _ => TunnelCut.Stall,
    };

    // On the wire to the API server: a page, or silence, instead of its answer.
    private RelayAction Decide(string piece)
    {
        var struck = phase == Phase.Resolve ? piece.StartsWith("GET ", StringComparison.Ordinal) : piece.Contains("/pods/broker-0/portforward", StringComparison.Ordinal);
        if (!struck) return RelayAction.Pass;
        if (fault == Fault.NoAnswer && phase == Phase.Connect) _cluster.Clock.Advance(piece.Contains("SPDY", StringComparison.Ordinal) ? PortForwarder.HeadStart : PortForwarder.Together);
        return fault == Fault.NoAnswer ? RelayAction.Drop
            : new RelayAction(false, $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Page.Length}\r\n\r\n{Page}");
    }

    private Task RespondAsync(SimulatedPod pod, HttpContext context, Func<Task> next)
    {
        var asked = context.Kind();
        if (phase == Phase.Connect) return next();
        if (asked == Target) return IsBody ? RespondWithFileAsync(pod, context, next) : RespondWithJsonAsync(pod, context, next);
        if (IsCreate && asked == RequestKind.List && _hits == 0)
        {
            // The create request gets a tunnel of its own.
            context.Response.Headers.Connection = "close";
            if (phase == Phase.CreateBefore && fault is Fault.Upgrade500 or Fault.Upgrade404) RefuseNextTunnel();
        }
        return next();
    }

    private async Task RespondWithJsonAsync(SimulatedPod pod, HttpContext context, Func<Task> next)
    {
        var hit = Interlocked.Increment(ref _hits);
        if (fault == Fault.Long503 ? pod != _cluster.Pods[0] : hit > (fault == Fault.Short503 ? 2 : 1))
        {
            await next();
            return;
        }
        if (fault is Fault.LengthLonger or Fault.LengthShorter && phase == Phase.Headers)
        {
            foreach (var each in _cluster.Pods) each.Node.Faults.WrongContentLength(fault == Fault.LengthLonger ? 7 : -7, int.MaxValue);
            await next();
            return;
        }
        if (phase == Phase.CreateBefore && fault is Fault.Upgrade500 or Fault.Upgrade404)
        {
            await next();
            return;
        }
        // A file is only asked for; everything else is answered, though that may not leave.
        var answer = phase is Phase.CreateBefore or Phase.Headers ? "{\"backup\":{\"id\":\""u8.ToArray() : await context.CaptureAsync(next);
        await StrikeAsync(pod, context, answer);
    }

    private async Task StrikeAsync(SimulatedPod pod, HttpContext context, byte[] answer)
    {
        switch (fault)
        {
            case <= Fault.TunnelStall:
                _cluster.Simulator.Faults.CutTunnelAfter(1, Cut, which: _ => fault != Fault.TunnelStall || Stalled());
                await SendAsync(context, answer, answer.Length);
                await context.UntilGoneAsync();
                break;
            case Fault.NodeClose:
                await SendAsync(context, answer[..(answer.Length / 2)], answer.Length);
                break;
            case Fault.NodeStall:
                await SendAsync(context, answer[..(answer.Length / 2)], answer.Length);
                _cluster.Clock.Advance(IsCreate ? CreateLimit : ReadLimit);
                await context.UntilGoneAsync();
                break;
            case Fault.LengthShorter:
                await SendAsync(context, answer[..(answer.Length / 2)], answer.Length / 2);
                break;
            case Fault.Short503 or Fault.Long503 or Fault.Garbage:
                await RespondInsteadAsync(context);
                break;
            case Fault.NoAnswer:
                if (IsCreate) _cluster.Clock.Advance(CreateLimit);
                await context.UntilGoneAsync();
                break;
            default:
                await BreakAsync(pod, context);
                break;
        }
    }

    // A create request is waited for as long as the client's own clock says; of reads, the other node is asked before.
    private bool Stalled()
    {
        if (IsCreate) ThreadPool.QueueUserWorkItem(_ => _cluster.Clock.Advance(CreateLimit));
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
        // For good means: for longer than anybody is patient.
        if (fault == Fault.Long503) _cluster.Clock.Advance(TimeSpan.FromSeconds(3));
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
                if (IsBody) _cluster.Clock.InNextPause(() => Task.Run(pod.Recreate));
                else pod.Recreate();
                break;
            case Fault.ApiRestart:
                _cluster.RestartApiServer();
                await context.UntilGoneAsync();
                break;
            case Fault.Upgrade500 or Fault.Upgrade404:
                RefuseNextTunnel();
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
        else if (fault == Fault.Long503 && pod == _cluster.Pods[0]) await RespondInsteadAsync(context);
        else if (fault == Fault.Garbage && hit == 2) await RespondInsteadAsync(context);
        else if (fault == Fault.NoAnswer && hit == 2) await context.UntilGoneAsync();
        else await next();
    }

    private async Task CutFileAsync(SimulatedPod pod, HttpContext context, Func<Task> next)
    {
        switch (fault)
        {
            case <= Fault.TunnelStall:
                _cluster.Simulator.Faults.CutTunnelAfter(_fileHeaders + Position, Cut, which: _ =>
                {
                    if (fault == Fault.TunnelStall) ThreadPool.QueueUserWorkItem(_ => _cluster.Clock.Stall());
                    return true;
                });
                await next();
                break;
            case Fault.NodeReset or Fault.NodeClose:
                pod.Node.Faults.CutDownloadAfter(Position, fault == Fault.NodeReset ? DownloadCut.Reset : DownloadCut.EarlyEnd);
                await next();
                break;
            case Fault.NodeStall:
                await context.RespondUpToAsync(next, Position, async () =>
                {
                    await _progress.Arrived;
                    _cluster.Clock.Stall();
                    await context.UntilGoneAsync();
                });
                break;
            default:
                if (fault is Fault.LengthLonger or Fault.LengthShorter)
                {
                    // The first answer has taken its length by the time that this is armed.
                    await context.RespondUpToAsync(next, Position, async () =>
                    {
                        await _progress.Arrived;
                        foreach (var each in _cluster.Pods) each.Node.Faults.WrongContentLength(fault == Fault.LengthLonger ? 7 : -7);
                        context.Abort();
                    });
                    break;
                }
                await context.RespondUpToAsync(next, Position, async () =>
                {
                    await _progress.Arrived;
                    await BreakAsync(pod, context);
                });
                break;
        }
    }

    /// <summary>Tells when the client has got so many bytes.</summary>
    private sealed class Reached(long position) : IProgress<DownloadProgress>
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Position => position;

        public Task Arrived => _arrived.Task;

        public void Report(DownloadProgress value)
        {
            if (value.Bytes >= position) _arrived.TrySetResult();
        }
    }
}
