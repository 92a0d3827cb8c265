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
    private static bool _failed;

    internal static Task<int> RunAsync(Options options) => RunAsync(async (folder, table) =>
    {
        if (!options.Fleet) await MeasureOthersAsync(options, folder, table);
        await TryAsync("fleet", () => new Fleet(options, folder, table).MeasureAsync());
    });

    /// <summary>Measures only what needs no broker.</summary>
    internal static Task<int> RunFilesAsync(Options options) => RunAsync((folder, table) => new Files(options, folder, table).MeasureAsync());

    private static async Task MeasureOthersAsync(Options options, string folder, Table table)
    {
        if (options.Real) await MeasureAsync(options, RealKubeConfig(), folder, table);
        else await MeasureSimulatorAsync(options, folder, table);
        await TryAsync("brokers", () => Brokers.MeasureAsync(options, folder, table));
        await TryAsync("files", () => new Files(options, folder, table).MeasureAsync());
    }

    private static async Task<int> RunAsync(Func<string, Table, Task> measure)
    {
        var folder = Directory.CreateTempSubdirectory("hivemqbackup-benchmark-").FullName;
        try
        {
            await measure(folder, new Table(Console.Out));
            return _failed ? 1 : 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A measurement that fails does not cost the others.
    private static async Task TryAsync(string what, Func<Task> measure)
    {
        try
        {
            await measure();
        }
#pragma warning disable CA1031 // Any fault is shown, and shows in the exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed = true;
            await Console.Error.WriteLineAsync($"Not measured: {what}. {e}");
        }
    }

    private static Task Try(string what, Action measure) => TryAsync(what, () =>
    {
        measure();
        return Task.CompletedTask;
    });

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
        if (backups.Count == 0) throw new InvalidOperationException("The broker has no backup with a file. Create one of about 1 GB, and better also one under 100 MB.");
        var downloads = new Downloads(options, kubeConfig, folder, table);
        await Try("downloads", () => downloads.MeasureSpeed(backups.MinBy(b => Math.Abs(b.Bytes!.Value - options.Bytes))!));
        await Try("memory", () => downloads.MeasureMemory(backups.MinBy(b => b.Bytes)!, backups.MaxBy(b => b.Bytes)!));
        await Try("starts", new Starts(options, kubeConfig, table).Measure);
        if (!options.Real) return;
        await TryAsync("distances", () => new Distances(options, kubeConfig, folder, table).MeasureAsync());
        await Try("uploads", new Uploads(options, kubeConfig, folder, table).Measure);
    }

    private static async Task<List<Backup>> BackupsAsync(string kubeConfig)
    {
        var source = KubeConfigSource.Find(kubeConfig, "/", _ => null);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget(), source, TimeProvider.System, Log.None, default);
        var backups = await session.Api.ListBackupsAsync(default);
        return [.. backups.Where(b => b.Bytes is > 0 && BackupState.HasFile(b.State))];
    }
}
