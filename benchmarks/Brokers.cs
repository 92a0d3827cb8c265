using HiveMQBackup.Simulator;

namespace HiveMQBackup.Benchmarks;

/// <summary>Backups of ten simulated brokers: one after the other, and side by side.</summary>
internal static class Brokers
{
    internal static async Task MeasureAsync(string folder, Table table)
    {
        var sets = Enumerable.Range(0, 10).Select(i => new StatefulSetOptions { Name = $"b{i}", Node = new() { Backups = new BackupStore { BackupDuration = TimeSpan.FromSeconds(2) } } });
        await using var cluster = await SimulatedCluster.StartAsync(new() { StatefulSets = [.. sets] });
        var kubeConfig = Path.Combine(folder, "ten");
        cluster.WriteKubeConfig(kubeConfig);
        var quiet = $"Import-Module '{EngineShell.Manifest}'; $InformationPreference = 'Ignore'; $WarningPreference = 'Ignore'; ";
        var after = Measured.Child(kubeConfig, "shell", $"{quiet} 0..9 | ForEach-Object {{ New-HiveMQBackup -StatefulSet \"b$_\" }}");
        var beside = Measured.Child(kubeConfig, "shell", $"0..9 | ForEach-Object -ThrottleLimit 10 -Parallel {{ {quiet} New-HiveMQBackup -StatefulSet \"b$_\" }}");
        var piped = Measured.Child(kubeConfig, "shell", $"{quiet} Get-HiveMQBroker | New-HiveMQBackup");
        table.Speed("10 brokers, -Parallel", beside.Seconds, "one after the other", after.Seconds, ">= 4");
        table.Speed("10 brokers, pipeline", piped.Seconds, "one after the other", after.Seconds, ">= 4");
    }
}
