using System.Security.Cryptography;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator;
using Microsoft.AspNetCore.Http;
using BackupState = HiveMQBackup.Simulator.BackupState;

namespace HiveMQBackup.Faults;

/// <summary>A simulated cluster with one complete backup, a clock without waiting, and a folder to download to.</summary>
internal sealed class Bench : IAsyncDisposable
{
    internal const string Id = "20260228-030000";
    internal const int FileLength = 400_000;
    internal static readonly DateTimeOffset CreatedAt = new(2026, 2, 28, 3, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _settings = new();
    private readonly List<Task> _restarts = [];
    private BrokerSession? _session;

    private Bench(SimulatedCluster cluster, SkippingClock clock, Wire? wire)
    {
        Cluster = cluster;
        Clock = clock;
        Wire = wire;
        var server = cluster.Server.GetLeftPart(UriPartial.Authority);
        var text = wire is null ? cluster.KubeConfig : cluster.KubeConfig.Replace(server, wire.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        File.WriteAllText(_settings["config"], text);
        Source = KubeConfigSource.Find(_settings["config"], _settings.Path, _ => null);
    }

    public SimulatedCluster Cluster { get; }

    public SkippingClock Clock { get; }

    public Wire? Wire { get; }

    public KubeConfigSource Source { get; }

    public TempFolder Folder { get; } = new();

    public IReadOnlyList<SimulatedPod> Pods => Cluster.StatefulSets[0].Pods;

    public BackupStore Backups => Cluster.StatefulSets[0].Backups;

    public BackupApi Api => _session!.Api;

    /// <summary>The complete backup, as its list entry is.</summary>
    public static Backup Complete => new(Id, CreatedAt, FileLength, BackupState.Completed, null);

    /// <summary>How many create requests have reached any node.</summary>
    public int Posts => Pods.Sum(p => p.Node.Requests.Count(r => r.Method == "POST"));

    /// <summary>How many backups were started beside the complete one.</summary>
    public int Created => Backups.List().Count(b => b.Id != Id);

    /// <param name="replicas">How many pods the broker has.</param>
    /// <param name="judge">What happens on the wire to the API server, which then speaks plain HTTP.</param>
    /// <param name="cancel">Ends the start.</param>
    public static async Task<Bench> StartAsync(int replicas, Func<string, Verdict>? judge, CancellationToken cancel)
    {
        var clock = new SkippingClock();
        var node = new HiveMQNodeOptions { BackupDuration = TimeSpan.FromSeconds(20), NewBackupSize = 5000 };
        var cluster = await SimulatedCluster.StartAsync(
            new() { Time = clock, Tls = judge is null, StatefulSets = [new() { Replicas = replicas, Node = node }] }, cancel);
        var bench = new Bench(cluster, clock, judge is null ? null : new Wire(cluster.Server, judge));
        bench.Backups.Add(Id, CreatedAt, FileLength);
        return bench;
    }

    /// <summary>Runs around every request to every node.</summary>
    public void Intercept(Func<SimulatedPod, HttpContext, Func<Task>, Task> handler)
    {
        foreach (var pod in Pods) pod.Node.Faults.Intercept = (context, next) => handler(pod, context, next);
    }

    public async Task<BrokerSession> OpenAsync(CancellationToken cancel)
    {
        _session?.Dispose();
        return _session = await BrokerSession.OpenAsync(new BrokerTarget(), Source, Clock, Log.None, cancel);
    }

    /// <summary>Restarts the API server; whoever pauses meanwhile pauses until it is back.</summary>
    public void RestartApiServer()
    {
        var restart = Task.Run(() => Cluster.RestartAsync(TimeSpan.Zero));
        _restarts.Add(restart);
        Clock.InNextPause(() => restart);
    }

    public Task<SavedBackup> SaveAsync(CancellationToken cancel, IProgress<DownloadProgress>? progress = null) =>
        new BackupDownload(Api).SaveAsync(Complete, new SaveOptions(Folder.Path, null, false), progress, cancel);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_restarts);
        _session?.Dispose();
        await Cluster.DisposeAsync();
        if (Wire is not null) await Wire.DisposeAsync();
        Folder.Dispose();
        _settings.Dispose();
    }
}

internal static class Files
{
    internal static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>The one file of a folder is the backup's, whole and right, and is what the download says it is.</summary>
    internal static void AreRight(string folder, SavedBackup saved, string id, long length)
    {
        Assert.Equal([saved.Path], Directory.GetFileSystemEntries(folder));
        Assert.Equal(length, new FileInfo(saved.Path).Length);
        Assert.Equal(length, saved.Length);
        Assert.Equal(SimulatedFile.Sha256(id, length), Sha256(saved.Path));
        Assert.Equal(SimulatedFile.Sha256(id, length), saved.Sha256);
    }
}
