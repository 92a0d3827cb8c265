using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;
using Microsoft.AspNetCore.Http;
using BackupDownload = HiveMQBackup.Client.Backups.Download.BackupDownload;

namespace HiveMQBackup.Faults.Support;

/// <summary>A simulated cluster with one complete backup, a clock without waiting, and a folder to download to.</summary>
internal sealed class ClusterWithBackup : IAsyncDisposable
{
    internal const int FileLength = 400_000;

    private readonly TestCluster _cluster;
    private readonly InterceptingRelay? _relay;
    private readonly KubeConfigSource _source;
    private readonly List<Task> _restarts = [];
    private BrokerSession? _session;

    private ClusterWithBackup(TestCluster cluster, StallingClock clock, InterceptingRelay? relay)
    {
        _cluster = cluster;
        _relay = relay;
        _source = relay is null ? cluster.Source : cluster.SourceOver(relay);
        Clock = clock;
    }

    public SimulatedCluster Simulator => _cluster.Simulator;

    public StallingClock Clock { get; }

    public TempFolder Folder { get; } = new();

    public IReadOnlyList<SimulatedPod> Pods => _cluster.Pods;

    public BackupStore Backups => _cluster.Backups;

    /// <summary>How many create requests have reached any node.</summary>
    public int Posts => _cluster.Posts;

    /// <summary>How many backups were started beside the complete one.</summary>
    public int Created => Backups.List().Count(b => b.Id != CompleteBackup.Id);

    /// <param name="replicas">How many pods the broker has.</param>
    /// <param name="way">How port-forwards get to the cluster.</param>
    /// <param name="decide">What a relay before the API server does, which then speaks plain HTTP; null: no relay.</param>
    public static async Task<ClusterWithBackup> StartAsync(int replicas = 2, PortForwardWay way = PortForwardWay.Spdy, Func<string, RelayAction>? decide = null)
    {
        var clock = new StallingClock();
        var node = new HiveMQNodeOptions { BackupDuration = TimeSpan.FromSeconds(20), NewBackupSize = 5000 };
        var cluster = await TestCluster.StartAsync(
            way.ApplyTo(new() { Time = clock, Tls = decide is null, StatefulSets = [new() { Replicas = replicas, Node = node }] }));
        cluster.Backups.Add(CompleteBackup.Id, CompleteBackup.CreatedAt, FileLength);
        return new(cluster, clock, decide is null ? null : new InterceptingRelay(cluster.Simulator.Server, decide));
    }

    /// <summary>Runs around every request to every node.</summary>
    public void Intercept(Func<SimulatedPod, HttpContext, Func<Task>, Task> handler)
    {
        foreach (var pod in Pods) pod.Node.Faults.Intercept = (context, next) => handler(pod, context, next);
    }

    public async Task<BrokerSession> OpenAsync(CancellationToken cancel, BrokerTarget? target = null)
    {
        _session?.Dispose();
        return _session = await BrokerSession.OpenAsync(target ?? new BrokerTarget(), _source, Clock, Log.None, cancel);
    }

    /// <summary>Restarts the API server; the client's next pause lasts until it is back.</summary>
    public void RestartApiServer()
    {
        var restart = Task.Run(() => Simulator.RestartAsync(TimeSpan.Zero));
        _restarts.Add(restart);
        Clock.InNextPause(() => restart);
    }

    public Task<SavedBackup> SaveAsync(CancellationToken cancel, IProgress<DownloadProgress>? progress = null) =>
        new BackupDownload(_session!.Api).SaveAsync(CompleteBackup.OfLength(FileLength), new SaveOptions(Folder.Path, null, false), progress, cancel);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_restarts);
        _session?.Dispose();
        await _cluster.DisposeAsync();
        if (_relay is not null) await _relay.DisposeAsync();
        Folder.Dispose();
    }
}
