using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine.Support;

/// <summary>A simulated cluster, a folder, and a PowerShell session that uses both.</summary>
internal sealed class TestEnvironment : IAsyncDisposable
{
    private readonly List<Shell> _shells = [];

    private TestEnvironment(SimulatedCluster cluster, BackupStore backups, string folder)
    {
        Cluster = cluster;
        Backups = backups;
        Folder = folder;
        KubeConfig = Path.Combine(folder, "kubeconfig");
        cluster.WriteKubeConfig(KubeConfig);
        Shell = Open();
    }

    internal SimulatedCluster Cluster { get; }

    /// <summary>The backups of the broker, the same at all its nodes.</summary>
    internal BackupStore Backups { get; }

    internal string Folder { get; }

    internal string KubeConfig { get; }

    internal Shell Shell { get; }

    /// <summary>The first node.</summary>
    internal HiveMQNode Node => Cluster.Pods[0].Node;

    internal static async Task<TestEnvironment> StartAsync(Action<SimulatedClusterOptions>? cluster = null, Action<StatefulSetOptions>? broker = null)
    {
        var backups = new BackupStore { BackupDuration = TimeSpan.Zero, NewBackupSize = 1_000_000 };
        var set = new StatefulSetOptions { Node = new HiveMQNodeOptions { Backups = backups } };
        broker?.Invoke(set);
        var options = new SimulatedClusterOptions { StatefulSets = [set] };
        cluster?.Invoke(options);
        return new TestEnvironment(await SimulatedCluster.StartAsync(options), backups, Directory.CreateTempSubdirectory("hivemqbackup-test-").FullName);
    }

    /// <summary>Three backups: 20260102-020000 complete, 20260103-020000 failed, 20260101-020000 complete.</summary>
    internal TestEnvironment WithBackups()
    {
        Backups.Add("20260101-020000", At(1), 3_000);
        Backups.Add("20260102-020000", At(2), 2_000_000);
        Backups.Add("20260103-020000", At(3), 0, "FAILED", "Another backup is already in progress.");
        return this;
    }

    /// <summary>A day of January 2026, two o'clock.</summary>
    internal static DateTimeOffset At(int day) => new(2026, 1, day, 2, 0, 0, TimeSpan.Zero);

    /// <summary>A further session of the same user.</summary>
    internal Shell Open(string hostName = "A terminal", bool hasConsole = true)
    {
        var shell = new Shell(Folder, KubeConfig, hostName, hasConsole);
        _shells.Add(shell);
        return shell;
    }

    internal Outcome Run(string script) => Shell.Run(script);

    /// <summary>The files below a subfolder, hidden ones included.</summary>
    internal string[] Files(string folder) => Directory.Exists(Path.Combine(Folder, folder))
        ? [.. Directory.GetFiles(Path.Combine(Folder, folder)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)]
        : [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var shell in _shells) shell.Dispose();
        await Cluster.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
