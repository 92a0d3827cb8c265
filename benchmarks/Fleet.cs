using System.Globalization;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Benchmarks;

/// <summary>A fleet of simulated brokers: 1,000 are listed with their state and their newest backups; 8 backups are downloaded side by side.</summary>
internal sealed class Fleet(Options options, string folder, Table table)
{
    private const int Brokers = 1000;
    private const int Downloads = 8;
    private const long Rate = 20_000_000;

    private static readonly string Quiet = $"Import-Module '{EngineShell.Manifest}'; $InformationPreference = 'Ignore'; $ProgressPreference = 'Ignore'";

    internal async Task MeasureAsync()
    {
        await MeasureListAsync();
        await MeasureDownloadsAsync();
    }

    private async Task MeasureListAsync()
    {
        var kubeConfig = Path.Combine(folder, "fleet");
        await using var cluster = await StartAsync(kubeConfig, Brokers, bytes: 1000, rate: null);
        var ways = Measured.Interleave(options.Runs,
            () => Measured.Child(kubeConfig, "fleet", Quiet, $"if (@(Get-HiveMQBroker -AllNamespaces | Where-Object Answers).Count -ne {Brokers}) {{ throw 'Some do not respond.' }}"),
            () => Measured.Child(kubeConfig, "fleet", Quiet, "$brokers = Get-HiveMQBroker -AllNamespaces", $"if (@($brokers | Get-HiveMQBackup -Latest).Count -ne {Brokers}) {{ throw 'Some have no backup.' }}"),
            () => Measured.Child(kubeConfig, "fleet", Quiet, $"if (@(Get-HiveMQBroker -AllNamespaces | Get-HiveMQBackup -Latest).Count -ne {Brokers}) {{ throw 'Some have no backup.' }}"));
        AddFleet("1,000 brokers with their state", ways[0]);
        AddFleet("their newest backups after that", ways[1]);
        AddFleet("both in one pipeline", ways[2]);
    }

    private void AddFleet(string what, Measured run)
    {
        table.Time(what, run);
        table.Threads($"{what}, threads", run, "<= 64");
        table.Memory($"{what}, memory", run, "<= 150 MB");
    }

    private async Task MeasureDownloadsAsync()
    {
        var kubeConfig = Path.Combine(folder, "downloads");
        await using var cluster = await StartAsync(kubeConfig, Downloads, bytes: 3 * Rate, Rate);
        var saved = Path.Combine(folder, "saved");
        string Save(int limit) => string.Create(CultureInfo.InvariantCulture, $"$backups | Save-HiveMQBackup -OutputDir '{saved}/{{broker}}' -Force{(limit == 0 ? "" : $" -ThrottleLimit {limit}")} | Out-Null");
        const string List = "$backups = Get-HiveMQBroker | Get-HiveMQBackup -Latest";
        var ways = Measured.Interleave(options.Runs,
            () => Measured.Child(kubeConfig, "fleet", Quiet, List, Save(0)),
            () => Measured.Child(kubeConfig, "fleet", Quiet, List, Save(Downloads)),
            () => Measured.Child(kubeConfig, "fleet", Quiet, List, Save(1)));
        table.Speed("8 downloads at 20 MB/s, 4 at once", ways[0].Inner, "one after the other", ways[2].Inner, ">= 3.5");
        table.Speed("the same, 8 at once", ways[1].Inner, "one after the other", ways[2].Inner, "");
    }

    private static async Task<SimulatedCluster> StartAsync(string kubeConfig, int brokers, long bytes, long? rate)
    {
        var sets = Enumerable.Range(0, brokers).Select(i =>
        {
            var backups = new BackupStore();
            backups.Add("20260101-020000", DateTimeOffset.UnixEpoch, bytes);
            return new StatefulSetOptions { Name = string.Create(CultureInfo.InvariantCulture, $"b{i}"), Replicas = 1, Node = new() { Backups = backups, DownloadRate = rate } };
        });
        var cluster = await SimulatedCluster.StartAsync(new() { StatefulSets = [.. sets] });
        cluster.WriteKubeConfig(kubeConfig);
        return cluster;
    }
}
