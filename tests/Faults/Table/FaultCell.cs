using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Faults.Table;

/// <summary>One fault in one phase: runs the phase's operation, and checks what is left behind.</summary>
internal sealed class FaultCell(Fault fault, Phase phase, PortForwardWay way)
{
    private readonly BytesReceived _progress = new(phase switch { Phase.FirstByte => 1, Phase.Middle => ClusterWithBackup.FileLength / 2, Phase.LastByte => ClusterWithBackup.FileLength - 1, _ => 0 });

    private ClusterWithBackup _cluster = null!;
    private FaultInjector _injector = null!;

    /// <summary>Why the fault cannot happen in the phase; null where it can.</summary>
    internal static string? NotApplicable(Fault fault, Phase phase) => (fault, phase) switch
    {
        ( <= Fault.TunnelStall, Phase.Resolve) => "there is no tunnel yet",
        ( >= Fault.NodeReset and <= Fault.NodeStall, Phase.Resolve) => "no node gets a request yet",
        (Fault.LengthLonger or Fault.LengthShorter, Phase.Resolve or Phase.Connect) => "nothing has a length yet",
        (Fault.Upgrade500 or Fault.Upgrade404, Phase.Resolve) => "there is no tunnel yet",
        (Fault.NodeClose, Phase.Connect) => "before the first byte it is the tunnel's clean close",
        (Fault.NodeStall, Phase.Connect) => "before the first byte it is the tunnel's stall",
        (Fault.Short503 or Fault.Long503, Phase.Connect) => "a node responds 503 to a request: see List",
        (Fault.Short503 or Fault.Long503, Phase.CreateAfter or Phase.RestoreAfter) => "503 means that nothing was processed; a gateway's guess is in CreateOnceTests",
        (Fault.LengthLonger, >= Phase.CreateBefore and <= Phase.List) => "JSON that is longer than what comes is NodeClose",
        (Fault.LengthShorter, Phase.CreateBefore or Phase.RestoreBefore) => "without processing there is no response to shorten",
        (Fault.NodeClose, Phase.Headers) => "before the first byte it is NodeReset",
        (Fault.NodeStall, Phase.Headers) => "before the first byte it is NoResponse",
        (Fault.TunnelStall, Phase.Upload) => "an idle connection to a command is in UploadStallTests",
        ( >= Fault.NodeReset and <= Fault.LengthShorter or Fault.Garbage or Fault.NoResponse, Phase.Upload) => "the file does not go through the node",
        _ => null,
    };

    /// <summary>"ok", or the error code.</summary>
    internal async Task<string> RunAsync(CancellationToken cancel)
    {
        var replicas = fault == Fault.PodRecreated && phase.IsBody ? 1 : 2;
        var needsRelay = phase is Phase.Resolve or Phase.Connect && fault is Fault.Garbage or Fault.NoResponse;
        _cluster = await ClusterWithBackup.StartAsync(replicas, way, needsRelay ? piece => _injector.Decide(piece) : null);
        _injector = new FaultInjector(fault, phase, _cluster, _progress);
        await using var cluster = _cluster;
        if (phase == Phase.Resolve) _injector.PrepareResolve();
        else cluster.Intercept(_injector.RespondAsync);
        var outcome = await TryAsync(cancel);
        Assert.True(cluster.Posts <= 1, $"{cluster.Posts} requests that are sent once");
        Assert.True(cluster.Created <= (phase is Phase.Poll or Phase.CreateBefore or Phase.CreateAfter or Phase.Upload ? 1 : 0), $"{cluster.Created} backups");
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
            return $"{e.Code}";
        }
    }

    private async Task OperateAsync(CancellationToken cancel)
    {
        // The fault of the first port-forward is prepared after the session is open, so it must not be requested early.
        var session = await _cluster.OpenAsync(cancel, phase == Phase.Connect ? TestCluster.ByLabels : null);
        switch (phase)
        {
            case Phase.Resolve:
                Assert.Equal("hivemq/broker", session.Broker.ToString());
                break;
            case Phase.Connect:
                _injector.PrepareConnect();
                goto case Phase.List;
            case Phase.List:
                var listed = Assert.Single(await session.Api.ListBackupsAsync(cancel));
                Assert.Equal((CompleteBackup.Id, ClusterWithBackup.FileLength, CompleteBackup.CreatedAt), (listed.Id, listed.Bytes, listed.CreatedAt!.Value));
                break;
            case Phase.CreateBefore or Phase.CreateAfter:
                var (created, _) = await new BackupCreation(session.Api).StartAsync(joinRunning: false, cancel);
                Assert.Equal(Assert.Single(_cluster.Backups.List(), b => b.Id != CompleteBackup.Id).Id, created.Id);
                break;
            case Phase.RestoreBefore or Phase.RestoreAfter:
                var restore = new BackupRestore(session.Api);
                var started = await restore.StartAsync(await restore.CheckAsync(CompleteBackup.Id, cancel), cancel);
                Assert.StartsWith("RESTORE_", started.State, StringComparison.Ordinal);
                Assert.StartsWith("RESTORE_", _cluster.Backups.Find(CompleteBackup.Id)!.State, StringComparison.Ordinal);
                break;
            case Phase.Upload:
                await new UploadFault(fault, _cluster).RunAsync(session, cancel);
                break;
            case Phase.Poll:
                var running = _cluster.Backups.Create();
                var begun = new Backup(running.Id, running.CreatedAt, null, running.State, null);
                var done = await new BackupWait(session.Api).UntilDoneAsync(begun, TimeSpan.FromHours(1), null, cancel);
                Assert.Equal((running.Id, "COMPLETED", 5000L), (done.Id, done.State, done.Bytes!.Value));
                break;
            default:
                await _injector.PrepareFileAsync(cancel);
                var saved = await _cluster.SaveAsync(cancel, _progress);
                SavedFileAssert.IsBackup(_cluster.Folder.Path, saved, CompleteBackup.Id, ClusterWithBackup.FileLength);
                break;
        }
    }
}
