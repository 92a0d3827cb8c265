namespace HiveMQBackup.Benchmarks;

/// <summary>How long the first command of a new process takes, and a later one.</summary>
internal sealed class Starts(Options options, string kubeConfig, Table table)
{
    private const string Plain = "1";
    internal const string List = "$InformationPreference = 'Ignore'; $null = Get-HiveMQBackup";

    // The fastest script possible: kubectl itself reports when it is ready.
    internal const string ByHand = "$p = [Diagnostics.Process]::new(); $p.StartInfo.FileName = 'kubectl'; $p.StartInfo.Arguments = 'port-forward pod/broker-0 18082:8081'; "
        + "$p.StartInfo.RedirectStandardOutput = $true; $null = $p.Start(); $null = $p.StandardOutput.ReadLine(); "
        + "$h = [Net.Http.HttpClient]::new(); $null = $h.GetStringAsync('http://127.0.0.1:18082/api/v1/management/backups').Result; $p.Kill()";

    internal static readonly string Import = $"Import-Module '{EngineShell.Manifest}'";

    internal void Measure()
    {
        if (IsThere("pwsh")) Measure("pwsh", script => Measured.Program("pwsh", kubeConfig, "-NoProfile", "-NonInteractive", "-Command", script));
        Measure("bare engine", script => Measured.Child(kubeConfig, "shell", script));
        var later = Measured.Interleave(options.Runs,
            () => Measured.Child(kubeConfig, "shell", $"{Import}; {List}", List, List, List),
            () => Measured.Child(kubeConfig, "get"));
        table.More("warm: a later list", later[0].Inner, "a GET, open port-forward", later[1].Inner, "<= 5 ms");
    }

    private void Measure(string engine, Func<string, Measured> run)
    {
        var ways = Measured.Interleave(options.Runs, () => run(Plain), () => run(Import), () => run($"{Import}; {List}"), () => run(options.Real ? ByHand : Plain));
        var (empty, import, first, byHand) = (ways[0].Seconds, ways[1].Seconds, ways[2].Seconds, ways[3].Seconds);
        table.More($"{engine}: import", import, "without it", empty, "<= 60 ms");
        if (options.Real)
        {
            table.Share($"{engine}: start, import, list", first, "start, kubectl, HttpClient", byHand, "<= 0.5");
            table.Share($"{engine}: the same, less the start", first - empty, "kubectl, HttpClient", byHand - empty, "<= 1.0");
        }
        else
        {
            table.More($"{engine}: start, import, list", first, "start", empty, "");
        }
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
