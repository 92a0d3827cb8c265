using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Benchmarks;

/// <summary>Backs up ten simulated brokers: one after the other, and in parallel.</summary>
internal static class Brokers
{
    internal static async Task MeasureAsync(Options options, string folder, Table table)
    {
        var sets = Enumerable.Range(0, 10).Select(i => new StatefulSetOptions { Name = $"b{i}", Node = new() { Backups = new BackupStore { BackupDuration = TimeSpan.FromSeconds(2) } } });
        await using var cluster = await SimulatedCluster.StartAsync(new() { StatefulSets = [.. sets] });
        var kubeConfig = Path.Combine(folder, "ten");
        cluster.WriteKubeConfig(kubeConfig);
        var quiet = $"Import-Module '{EngineShell.Manifest}'; $InformationPreference = 'Ignore'; $WarningPreference = 'Ignore'; ";
        var ways = Measured.Interleave(options.Runs,
            () => Measured.Child(kubeConfig, "shell", $"{quiet} 0..9 | ForEach-Object {{ New-HiveMQBackup -StatefulSet \"b$_\" }}"),
            () => Measured.Child(kubeConfig, "shell", $"0..9 | ForEach-Object -ThrottleLimit 10 -Parallel {{ {quiet} New-HiveMQBackup -StatefulSet \"b$_\" }}"),
            () => Measured.Child(kubeConfig, "shell", $"{quiet} Get-HiveMQBroker | New-HiveMQBackup"));
        table.Speed("10 brokers, -Parallel", ways[1].Seconds, "one after the other", ways[0].Seconds, ">= 4");
        table.Speed("10 brokers, pipeline", ways[2].Seconds, "one after the other", ways[0].Seconds, ">= 4");
    }
}
