using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Demo;

/// <summary>Starts the simulated cluster, runs the commands in PowerShell, and cleans up.</summary>
internal static class DemoRun
{
    private const long MB = 1024 * 1024;

    private static readonly string[] OwnCommands =
    [
        "New-HiveMQBackup",
        "Get-HiveMQBackup",
        "Get-HiveMQBackup -Latest | Save-HiveMQBackup -OutputDir ./bk",
        "Get-HiveMQBackupStatus -Latest",
        "Test-HiveMQBackup ./bk/*.backup",
    ];

    /// <summary>Runs the demo.</summary>
    /// <returns>The process's exit code: 0 if every command succeeded.</returns>
    internal static async Task<int> RunAsync(DemoArguments arguments)
    {
        if (!arguments.UseSimulator && !arguments.Interactive && arguments.Commands.Count == 0)
        {
            // The demo's own commands create a backup; never do that on a real cluster by default.
            Console.Error.WriteLine("--no-simulator requires commands, for example: dotnet run --project demo -- --no-simulator 'Get-HiveMQBackup'");
            return 2;
        }
        if (!arguments.UseSimulator) return await RunAsync(arguments, Environment.CurrentDirectory, null);
        var folder = Directory.CreateTempSubdirectory("hivemq-demo-");
        try
        {
            await using var cluster = await StartClusterAsync();
            var kubeConfig = Path.Combine(folder.FullName, "kubeconfig");
            cluster.WriteKubeConfig(kubeConfig);
            return await RunAsync(arguments, folder.FullName, kubeConfig);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(DemoArguments arguments, string folder, string? kubeConfig)
    {
        if (kubeConfig is not null) Console.WriteLine("HiveMQBackup with a simulated Kubernetes cluster and a HiveMQ broker of two nodes.");
        if (arguments.Interactive) Console.WriteLine("Try Get-HiveMQBackup, New-HiveMQBackup, Save-HiveMQBackup or Restore-HiveMQBackup; 'exit' ends the demo.");
        if (arguments.Interactive || arguments.Commands.Count > 0)
            return await PowerShellProcess.RunAsync(folder, kubeConfig, arguments.Interactive, arguments.Commands);
        var code = await PowerShellProcess.RunAsync(folder, kubeConfig, prompt: false, OwnCommands);
        PrintNextCommands();
        return code;
    }

    private static Task<SimulatedCluster> StartClusterAsync()
    {
        var backups = new BackupStore { NewBackupSize = 300 * MB, BackupDuration = TimeSpan.FromSeconds(5) };
        var now = DateTimeOffset.UtcNow;
        AddNightly(backups, now.AddDays(-1), 286 * MB, "COMPLETED", null);
        AddNightly(backups, now.AddDays(-2), 0, "FAILED", "Another backup is already in progress.");
        AddNightly(backups, now.AddDays(-3), 279 * MB, "COMPLETED", null);
        // Slow enough to see the progress bar.
        var node = new HiveMQNodeOptions { Backups = backups, DownloadRate = 200 * MB };
        return SimulatedCluster.StartAsync(new() { StatefulSets = [new() { Node = node }] });
    }

    private static void AddNightly(BackupStore backups, DateTimeOffset day, long bytes, string state, string? failReason)
    {
        var at = new DateTimeOffset(day.Year, day.Month, day.Day, 2, 0, 0, TimeSpan.Zero);
        backups.Add($"{at:yyyyMMdd-HHmmss}", at, bytes, state, failReason);
    }

    private static void PrintNextCommands() => Console.WriteLine(
        """

        Try next:
          dotnet run --project demo -- --interactive                         (a prompt, with the simulator running)
          dotnet run --project demo -- 'Get-HiveMQBackup -State COMPLETED' 'Save-HiveMQBackup'
          dotnet run --project demo -- 'Get-HiveMQBackup -State COMPLETED -Latest | Restore-HiveMQBackup -Confirm:$false'
          dotnet run --project demo -- 'Get-HiveMQBackup -Id nope'
          dotnet run --project demo -- --no-simulator 'Get-HiveMQBackup'     (your current kubeconfig)
        """);
}
