using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Folders;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Faults.Table;

/// <summary>One fault while a file is copied into a pod: it is whole at its place, or it is not there at all.</summary>
internal sealed class UploadFault(Fault fault, ClusterWithBackup cluster)
{
    private const string Id = "20260301-030000";
    private const string Name = $"{Id}.backup";

    private readonly byte[] _content = Content();
    private int _commands;
    private int _breaks;

    internal async Task RunAsync(BrokerSession session, CancellationToken cancel)
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder[Name], _content, cancel);
        // The limit of cleaning up must not pass at once.
        cluster.Clock.Skips = due => due >= TimeSpan.FromSeconds(1) && due <= TimeSpan.FromSeconds(6);
        Arm();
        try
        {
            var uploaded = await session.Folders!.UploadAsync(folder[Name], Id, null, new ProgressList<UploadProgress>(Break), cancel);
            Assert.Equal((Id, _content.Length), (uploaded.Id, uploaded.Bytes));
            Assert.Single(cluster.Pods, pod => Directory.Exists(Place(pod)));
        }
        finally
        {
            await Task.WhenAll(cluster.Pods.Select(pod => pod.CommandsEnded));
            Assert.All(cluster.Pods.Where(pod => Directory.Exists(Place(pod))), pod => Assert.Equal(_content, File.ReadAllBytes(Path.Combine(Place(pod), Name))));
        }
        // A pod that is gone keeps what is on its disk.
        if (fault is not (Fault.PodDeleted or Fault.PodRecreated)) Assert.All(cluster.Pods, pod => Assert.Empty(Directory.EnumerateDirectories(pod.BackupFolder, ".*")));
    }

    private void Arm()
    {
        var exec = cluster.Simulator.Faults.Exec;
        switch (fault)
        {
            case Fault.TunnelAbort:
                exec.CutAfter(_content.Length / 2);
                break;
            case Fault.TunnelError:
                exec.Fail("refused by the test", which: IsReceiving);
                break;
            case Fault.TunnelClose:
                exec.LoseStatus(which: IsReceiving);
                break;
            case Fault.Upgrade500 or Fault.Upgrade404:
                exec.Refuse(fault == Fault.Upgrade500 ? 500 : 404, "refused by the test", which: IsReceiving);
                break;
        }
    }

    // The first command asks for the free space.
    private bool IsReceiving(SimulatedPod pod) => Interlocked.Increment(ref _commands) == 2;

    private void Break(UploadProgress progress)
    {
        if (progress.Bytes < _content.Length / 2 || Interlocked.Increment(ref _breaks) > 1) return;
        var pod = cluster.Pods.Single(pod => pod.Name == progress.Pod);
        switch (fault)
        {
            case Fault.PodDeleted:
                pod.Delete();
                break;
            case Fault.PodRecreated:
                pod.Delete();
                pod.Recreate();
                break;
            case Fault.ApiRestart:
                cluster.RestartApiServer();
                break;
        }
    }

    private static string Place(SimulatedPod pod) => Path.Combine(pod.BackupFolder, Id);

    private static byte[] Content()
    {
        var content = new byte[600_000];
        new Random(1).NextBytes(content);
        return content;
    }
}
