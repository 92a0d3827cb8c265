using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace HiveMQBackup.Benchmarks;

/// <summary>Runs scripts in a PowerShell engine.</summary>
internal static class EngineShell
{
    /// <summary>The built module's manifest.</summary>
    internal static string Manifest { get; } = typeof(EngineShell).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ModuleManifest").Value!;

    /// <summary>Runs the scripts one after the other in one session.</summary>
    /// <returns>The time that the last one took, in seconds.</returns>
    internal static double Run(string[] scripts)
    {
        using var runspace = Open();
        return Run(runspace, scripts);
    }

    /// <summary>Runs the scripts one after the other in one session, the first one as a preparation.</summary>
    /// <returns>The time that the last one took, in seconds, and what the process needed for all after the first.</returns>
    internal static (double Seconds, ProcessPeaks Peaks) RunSampled(string[] scripts)
    {
        using var runspace = Open();
        Run(runspace, scripts[..1]);
        using var peaks = new ProcessPeaks();
        var seconds = Run(runspace, scripts[1..]);
        peaks.Dispose();
        return (seconds, peaks);
    }

    private static Runspace Open()
    {
        var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        return runspace;
    }

    private static double Run(Runspace runspace, string[] scripts)
    {
        var watch = new Stopwatch();
        foreach (var script in scripts)
        {
            using var shell = PowerShell.Create(runspace);
            watch.Restart();
            shell.AddScript(script).Invoke();
            watch.Stop();
            if (shell.HadErrors) throw new InvalidOperationException($"{script}: {string.Join("; ", shell.Streams.Error)}");
        }
        return watch.Elapsed.TotalSeconds;
    }
}
