using System.Globalization;
using HiveMQBackup.Simulator;

namespace HiveMQBackup.Benchmarks;

/// <summary>Measures the module beside the alternatives, in one run, and prints one table with ratios.</summary>
internal static class Comparison
{
    private const string Small = "benchmark-small";
    private const string Large = "benchmark-large";
    private const string Huge = "benchmark-huge";

    private static readonly List<string[]> Rows = [];

    internal static async Task<int> RunAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("hivemqbackup-benchmark-").FullName;
        try
        {
            if (options.Real)
            {
                var kubeConfig = Environment.GetEnvironmentVariable("KUBECONFIG") ?? throw new InvalidOperationException("--real needs KUBECONFIG.");
                MeasureReal(options, kubeConfig, folder);
            }
            else
            {
                await MeasureSimulatorAsync(options, folder);
            }
            Print();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void MeasureReal(Options options, string kubeConfig, string folder)
    {
        var id = options.Id ?? throw new InvalidOperationException("--real needs --id: a backup of the broker to download.");
        var curl = $"set -e; kubectl port-forward pod/broker-0 18081:8081 >/dev/null & pf=$!; until curl -s -o /dev/null http://127.0.0.1:18081/; do sleep 0.02; done; "
            + $"curl -sf -o {folder}/curl.out http://127.0.0.1:18081/api/v1/management/files/backups/{id}; ";
        var end = " kill $pf; wait $pf 2>/dev/null || true";
        var ways = Interleave(options.Runs,
            () => Measured.Child(kubeConfig, "save", id, "PortForward", folder),
            () => Measured.Child(kubeConfig, "save", id, "Proxy", folder),
            () => Measured.Shell(kubeConfig, curl + end),
            () => Measured.Shell(kubeConfig, $"{curl} sha256sum {folder}/curl.out >/dev/null;{end}"),
            () => Measured.Child(kubeConfig, "sketch", id));
        Row("download, port-forward", ways[0].Seconds, "kubectl + curl", ways[2].Seconds, ways[2].Seconds / ways[0].Seconds, ">= 1.0");
        Row("download, port-forward", ways[0].Seconds, "kubectl + curl + sha256sum", ways[3].Seconds, ways[3].Seconds / ways[0].Seconds, ">= 1.7");
        Row("download, proxy", ways[1].Seconds, "kubectl + curl + sha256sum", ways[3].Seconds, ways[3].Seconds / ways[1].Seconds, ">= 2.0");
        Row("client CPU, port-forward", ways[0].Cpu, "sketch", ways[4].Cpu, ways[0].Cpu / ways[4].Cpu, "<= 0.7");
        MeasureStart(options, kubeConfig);
    }

    private static async Task MeasureSimulatorAsync(Options options, string folder)
    {
        var backups = new BackupStore { BackupDuration = TimeSpan.FromSeconds(3) };
        backups.Add(Small, DateTimeOffset.UnixEpoch, 50_000_000);
        backups.Add(Large, DateTimeOffset.UnixEpoch, options.Bytes);
        backups.Add(Huge, DateTimeOffset.UnixEpoch, options.Bytes * 5);
        await using var cluster = await SimulatedCluster.StartAsync(new() { StatefulSets = [new() { Node = new() { Backups = backups } }] });
        var kubeConfig = Path.Combine(folder, "kubeconfig");
        cluster.WriteKubeConfig(kubeConfig);
        var ways = Interleave(options.Runs,
            () => Measured.Child(kubeConfig, "save", Large, "PortForward", folder),
            () => Measured.Child(kubeConfig, "save", Large, "Proxy", folder),
            () => Measured.Child(kubeConfig, "sketch", Large));
        Row("download, port-forward", ways[0].Inner, "sketch, which saves nothing", ways[2].Inner, ways[2].Inner / ways[0].Inner, "");
        Row("download, proxy", ways[1].Inner, "sketch, which saves nothing", ways[2].Inner, ways[2].Inner / ways[1].Inner, "");
        Row("client CPU, port-forward", ways[0].Cpu, "sketch", ways[2].Cpu, ways[0].Cpu / ways[2].Cpu, "<= 0.7");
        var small = Measured.Child(kubeConfig, "save", Small, "PortForward", folder, "warm");
        var huge = Measured.Child(kubeConfig, "save", Huge, "PortForward", folder, "warm");
        Memory("memory, 50 MB download", small);
        Memory($"memory, {options.Bytes * 5 / 1_000_000_000.0:0.#} GB download", huge);
        MeasureStart(options, kubeConfig);
        await MeasureManyAsync(folder);
    }

    private static void MeasureStart(Options options, string kubeConfig)
    {
        const string Quiet = "$InformationPreference = 'Ignore'; ";
        var import = $"Import-Module '{EngineShell.Manifest}'";
        const string ByHand = "$p = [Diagnostics.Process]::new(); $p.StartInfo.FileName = 'kubectl'; $p.StartInfo.Arguments = 'port-forward pod/broker-0 18082:8081'; "
            + "$p.StartInfo.RedirectStandardOutput = $true; $null = $p.Start(); $null = $p.StandardOutput.ReadLine(); "
            + "$h = [Net.Http.HttpClient]::new(); $null = $h.GetStringAsync('http://127.0.0.1:18082/api/v1/management/backups').Result; $p.Kill()";
        var ways = Interleave(options.Runs,
            () => Measured.Child(kubeConfig, "shell", "1"),
            () => Measured.Child(kubeConfig, "shell", import),
            () => Measured.Child(kubeConfig, "shell", $"{import}; {Quiet} Get-HiveMQBackup"),
            () => Measured.Child(kubeConfig, "shell", options.Real ? ByHand : "1"),
            () => Measured.Child(kubeConfig, "shell", $"{import}; {Quiet} Get-HiveMQBackup", "Get-HiveMQBackup", "Get-HiveMQBackup", "Get-HiveMQBackup"));
        if (options.Real) Row("cold: engine, import, first list", ways[2].Seconds, "engine, kubectl, HttpClient", ways[3].Seconds, ways[2].Seconds / ways[3].Seconds, "<= 0.5");
        Rows.Add(["import alone", Ms(ways[1].Seconds - ways[0].Seconds), "engine without it", Ms(ways[0].Seconds), "", "<= 60 ms"]);
        Rows.Add(["warm: a later list", Ms(ways[4].Inner), "", "", "", "<= 5 ms more than a GET"]);
    }

    private static async Task MeasureManyAsync(string folder)
    {
        var sets = Enumerable.Range(0, 10).Select(i => new StatefulSetOptions { Name = $"b{i}", Node = new() { Backups = new BackupStore { BackupDuration = TimeSpan.FromSeconds(2) } } });
        await using var cluster = await SimulatedCluster.StartAsync(new() { StatefulSets = [.. sets] });
        var kubeConfig = Path.Combine(folder, "ten");
        cluster.WriteKubeConfig(kubeConfig);
        var quiet = $"Import-Module '{EngineShell.Manifest}'; $InformationPreference = 'Ignore'; $WarningPreference = 'Ignore'; ";
        var after = Measured.Child(kubeConfig, "shell", $"{quiet} 0..9 | ForEach-Object {{ New-HiveMQBackup -StatefulSet \"b$_\" }}");
        var beside = Measured.Child(kubeConfig, "shell", $"0..9 | ForEach-Object -ThrottleLimit 10 -Parallel {{ {quiet} New-HiveMQBackup -StatefulSet \"b$_\" }}");
        Row("10 brokers side by side", beside.Seconds, "one after the other", after.Seconds, after.Seconds / beside.Seconds, ">= 4");
    }

    // One of each, and again: what disturbs the machine disturbs all alike.
    private static Measured[] Interleave(int runs, params Func<Measured>[] ways)
    {
        var taken = ways.Select(_ => new List<Measured>()).ToArray();
        for (var run = 0; run < runs; run++)
        {
            for (var way = 0; way < ways.Length; way++) taken[way].Add(ways[way]());
        }
        return [.. taken.Select(Measured.Median)];
    }

    private static void Row(string what, double value, string against, double other, double ratio, string reach) =>
        Rows.Add([what, Seconds(value), against, Seconds(other), ratio.ToString("0.00", CultureInfo.InvariantCulture), reach]);

    private static void Memory(string what, Measured run) =>
        Rows.Add([what, $"{run.PeakGrowth / 1_000_000.0:0.0} MB more", "before it", "", "", "<= 40 MB"]);

    private static string Seconds(double seconds) => seconds.ToString("0.00 s", CultureInfo.InvariantCulture);

    private static string Ms(double seconds) => (seconds * 1000).ToString("0.0 ms", CultureInfo.InvariantCulture);

    private static void Print()
    {
        Rows.Insert(0, ["what", "module", "against", "", "ratio", "reach"]);
        var widths = Enumerable.Range(0, 6).Select(c => Rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in Rows) Console.WriteLine($"| {string.Join(" | ", row.Select((cell, c) => cell.PadRight(widths[c])))} |");
    }
}
