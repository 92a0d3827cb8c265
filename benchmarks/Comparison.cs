using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;
using BackupState = HiveMQBackup.Client.HiveMQ.BackupState;

namespace HiveMQBackup.Benchmarks;

/// <summary>Measures the module and its alternatives in one run, and prints a table with ratios.</summary>
internal static class Comparison
{
    internal static async Task<int> RunAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("hivemqbackup-benchmark-").FullName;
        var table = new Table();
        try
        {
            if (!options.Fleet) await MeasureOthersAsync(options, folder, table);
            await new Fleet(options, folder, table).MeasureAsync();
            table.Print();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureOthersAsync(Options options, string folder, Table table)
    {
        if (options.Real) await MeasureAsync(options, RealKubeConfig(), folder, table);
        else await MeasureSimulatorAsync(options, folder, table);
        await Brokers.MeasureAsync(options, folder, table);
    }

    private static string RealKubeConfig() =>
        Environment.GetEnvironmentVariable("KUBECONFIG") ?? throw new InvalidOperationException("--real requires KUBECONFIG.");

    private static async Task MeasureSimulatorAsync(Options options, string folder, Table table)
    {
        var backups = new BackupStore();
        backups.Add("benchmark-small", DateTimeOffset.UnixEpoch, 50_000_000);
        backups.Add("benchmark", DateTimeOffset.UnixEpoch, options.Bytes);
        backups.Add("benchmark-large", DateTimeOffset.UnixEpoch, options.Bytes * 5);
        await using var cluster = await SimulatedCluster.StartAsync(new() { StatefulSets = [new() { Node = new() { Backups = backups } }] });
        var kubeConfig = Path.Combine(folder, "kubeconfig");
        cluster.WriteKubeConfig(kubeConfig);
        await MeasureAsync(options, kubeConfig, folder, table);
    }

    private static async Task MeasureAsync(Options options, string kubeConfig, string folder, Table table)
    {
        var backups = await BackupsAsync(kubeConfig);
        var downloads = new Downloads(options, kubeConfig, folder, table);
        downloads.MeasureSpeed(backups.MinBy(b => Math.Abs(b.Bytes!.Value - options.Bytes))!);
        downloads.MeasureMemory(backups.MinBy(b => b.Bytes)!, backups.MaxBy(b => b.Bytes)!);
        new Starts(options, kubeConfig, table).Measure();
        if (options.Real) new Uploads(options, kubeConfig, folder, table).Measure();
    }

    private static async Task<List<Backup>> BackupsAsync(string kubeConfig)
    {
        var source = KubeConfigSource.Find(kubeConfig, "/", _ => null);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget(), source, TimeProvider.System, Log.None, default);
        var backups = await session.Api.ListBackupsAsync(default);
        return [.. backups.Where(b => b.Bytes is > 0 && BackupState.HasFile(b.State))];
    }
}
