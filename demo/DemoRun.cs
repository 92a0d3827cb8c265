using HiveMQBackup.Simulator;

namespace HiveMQBackup.Demo;

/// <summary>Starts the simulated cluster, runs the commands in a PowerShell engine, and tidies up.</summary>
internal static class DemoRun
{
    private const long MB = 1024 * 1024;

    private static readonly string[] TheFour =
    [
        "New-HiveMQBackup",
        "Get-HiveMQBackup",
        "Get-HiveMQBackup -Latest | Save-HiveMQBackup -OutputDir ./bk",
        "Get-HiveMQBackupStatus -Latest",
    ];

    /// <summary>Runs the demo.</summary>
    /// <returns>The process's exit code: 0 where every command has succeeded.</returns>
    internal static async Task<int> RunAsync(DemoArguments arguments)
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        if (!arguments.UseSimulator && arguments.Commands.Count == 0)
        {
            // The demo's own commands take a backup: nothing to do to somebody's cluster unasked.
            Console.Error.WriteLine("--no-simulator needs commands, for example: dotnet run --project demo -- --no-simulator 'Get-HiveMQBackup'");
            return 2;
        }
        if (!arguments.UseSimulator) return Run(arguments, Environment.CurrentDirectory);
        var folder = Directory.CreateTempSubdirectory("hivemqbackup-demo-");
        try
        {
            await using var cluster = await StartClusterAsync(folder.FullName);
            return Run(arguments, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Run(DemoArguments arguments, string folder)
    {
        using var session = new PowerShellSession(folder);
        if (arguments.Commands.Count > 0) return RunAll(session, arguments.Commands);
        Console.WriteLine("HiveMQBackup against a simulated Kubernetes cluster with a HiveMQ broker of two nodes.");
        var code = RunAll(session, TheFour);
        WhatNext();
        return code;
    }

    private static int RunAll(PowerShellSession session, IReadOnlyList<string> commands)
    {
        var failed = false;
        foreach (var command in commands) failed |= !session.Run(command);
        return failed ? 1 : 0;
    }

    private static async Task<SimulatedCluster> StartClusterAsync(string folder)
    {
        var backups = new BackupStore { NewBackupSize = 300 * MB, BackupDuration = TimeSpan.FromSeconds(5) };
        var now = DateTimeOffset.UtcNow;
        AddNightly(backups, now.AddDays(-1), 286 * MB, "COMPLETED", null);
        AddNightly(backups, now.AddDays(-2), 0, "FAILED", "Another backup is already in progress.");
        AddNightly(backups, now.AddDays(-3), 279 * MB, "COMPLETED", null);
        var cluster = await SimulatedCluster.StartAsync(new() { StatefulSets = [new() { Node = new() { Backups = backups } }] });
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        cluster.WriteKubeConfig(kubeconfig);
        Environment.SetEnvironmentVariable("KUBIE_KUBECONFIG", null);
        Environment.SetEnvironmentVariable("KUBECONFIG", kubeconfig);
        return cluster;
    }

    private static void AddNightly(BackupStore backups, DateTimeOffset day, long bytes, string state, string? failReason)
    {
        var at = new DateTimeOffset(day.Year, day.Month, day.Day, 2, 0, 0, TimeSpan.Zero);
        backups.Add($"{at:yyyyMMdd-HHmmss}", at, bytes, state, failReason);
    }

    private static void WhatNext() => Console.WriteLine(
        """

        What to try next:
          dotnet run --project demo -- 'Get-HiveMQBackup -State COMPLETED' 'Save-HiveMQBackup'
          dotnet run --project demo -- 'Get-HiveMQBackup -Id nope'
          dotnet run --project demo -- --no-simulator 'Get-HiveMQBackup'     (the kubeconfig in use)
          In pwsh:  Import-Module ./out/HiveMQBackup
        """);
}
