using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Folders;
using HiveMQBackup.Client.Kubernetes.Exec;
using HiveMQBackup.Simulator.Kubernetes;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Folders;

/// <summary>A simulated broker, and a file that is to be uploaded to it.</summary>
internal sealed class UploadScene : IAsyncDisposable
{
    public const string Id = "20260301-110000";
    public const string Name = $"{Id}.hivemq-4.42.0.backup";

    // Several of the blocks that an upload sends, and a part of one.
    public const int Length = 700_001;

    private readonly TempFolder _folder = new();
    private readonly ClusterConnections _connections;

    private UploadScene(TestCluster cluster)
    {
        Cluster = cluster;
        _connections = new ClusterConnections(Clock);
        Content = new byte[Length];
        new Random(13).NextBytes(Content);
        Path = Put(Name);
    }

    public TestCluster Cluster { get; }

    // The pauses between attempts and looks are over at once; a limit is not.
    public AutoAdvancingClock Clock { get; } = new() { Skips = due => due >= TimeSpan.FromSeconds(1) && due <= TimeSpan.FromSeconds(6) };

    public byte[] Content { get; }

    public string Path { get; }

    public List<string> Warnings { get; } = [];

    public List<string> Told { get; } = [];

    /// <summary>Every command that was requested in a pod: the pod, the container and the script with its arguments.</summary>
    public IReadOnlyList<(string Pod, string Container, string[] Command)> Commands =>
    [
        .. from request in Cluster.Simulator.Requests
           where request.PathAndQuery.Contains("/exec?", StringComparison.Ordinal)
           let query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(request.PathAndQuery.Split('?')[1])
           select (request.PathAndQuery.Split('/')[6], query["container"].ToString(), query["command"].Select(part => part!).ToArray()),
    ];

    public IReadOnlyList<SimulatedPod> Pods => Cluster.Pods;

    public static async Task<UploadScene> StartAsync(Action<StatefulSetOptions>? broker = null, Action<SimulatedClusterOptions>? cluster = null)
    {
        var set = new StatefulSetOptions();
        broker?.Invoke(set);
        var options = new SimulatedClusterOptions { StatefulSets = [set] };
        cluster?.Invoke(options);
        return new UploadScene(await TestCluster.StartAsync(options));
    }

    public string Put(string name)
    {
        var path = _folder[name];
        File.WriteAllBytes(path, Content);
        return path;
    }

    public Task<BrokerSession> OpenAsync() => Cluster.OpenAsync(time: Clock, log: new Log(Warnings.Add, Told.Add));

    public async Task<Backup> UploadAsync(string? path = null, string id = Id, string? container = null, IProgress<UploadProgress>? progress = null, CancellationToken? cancel = null) =>
        await (await OpenAsync()).Folders!.UploadAsync(path ?? Path, id, container, progress, cancel ?? Test.Cancel);

    /// <summary>Folders whose commands the test can change: the streams of every command pass through this.</summary>
    public Task<BackupFolders> FoldersAsync(Func<PodExec, IExecStreams, IExecStreams> change) => FoldersAsync(async (exec, _, open, _) => change(exec, await open()));

    /// <summary>The same for the opening of every command.</summary>
    public async Task<BackupFolders> FoldersAsync(Func<PodExec, Client.Net.CallScope, Func<Task<IExecStreams>>, CancellationToken, Task<IExecStreams>> change)
    {
        var session = await OpenAsync();
        var cluster = _connections.Get(Cluster.Source, null, Log.None);
        return new BackupFolders(new ChangedPods((exec, scope, cancel) => change(exec, scope, () => cluster.OpenCommandAsync(exec, scope, cancel), cancel), Clock), session.Api);
    }

    /// <summary>Lets something happen before a pod gets the command whose script contains this text.</summary>
    public void Before(string script, Action<SimulatedPod> change, int times = 1)
    {
        var left = times;
        Cluster.Faults.Hold = context =>
        {
            if (context.Request.Query["command"].Any(part => part!.Contains(script, StringComparison.Ordinal)) && left-- > 0)
            {
                change(Pods.Single(pod => context.Request.Path.Value!.Contains($"/{pod.Name}/", StringComparison.Ordinal)));
            }
            return Task.CompletedTask;
        };
    }

    /// <summary>The file is in one pod, whole and under its name, and nothing else is in any pod.</summary>
    public async Task IsPlacedAsync(SimulatedPod pod, string name = Name, string id = Id)
    {
        await EndAsync();
        Assert.Equal([id], Names(pod.BackupFolder));
        Assert.Equal([name], Names(System.IO.Path.Combine(pod.BackupFolder, id)));
        Assert.Equal(Content, await File.ReadAllBytesAsync(System.IO.Path.Combine(pod.BackupFolder, id, name), Test.Cancel));
        // A pod that is gone cannot be cleaned up; what its last command left has no name that the broker lists.
        Assert.All(Pods.Where(other => other != pod), other => Assert.DoesNotContain(Names(other.BackupFolder), left => other.Exists || left![0] != '.'));
    }

    /// <summary>No pod has anything of the file.</summary>
    public async Task NothingIsLeftAsync()
    {
        await EndAsync();
        Assert.All(Pods, pod => Assert.Empty(Names(pod.BackupFolder)));
    }

    private Task EndAsync() => Task.WhenAll(Pods.Select(pod => pod.CommandsEnded));

    private static IEnumerable<string?> Names(string folder) => Directory.EnumerateFileSystemEntries(folder).Select(System.IO.Path.GetFileName);

    public async ValueTask DisposeAsync()
    {
        _connections.Dispose();
        await Cluster.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class ChangedPods(Func<PodExec, Client.Net.CallScope, CancellationToken, Task<IExecStreams>> open, TimeProvider time) : IFolderPods
    {
        public Task<IReadOnlyList<PodShell>> FindAsync(string? container, Log log, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<PodShell>>([new PodShell(open, "hivemq", "broker-0", "hivemq", time, log)]);
    }
}
