using System.Diagnostics;
using System.Globalization;

namespace HiveMQBackup.Benchmarks;

/// <summary>The cost of one run of a program.</summary>
/// <param name="Seconds">The elapsed time.</param>
/// <param name="Cpu">The CPU time of its work, without its start; 0 if it does not report it.</param>
/// <param name="PeakGrowth">By how many bytes its memory grew at most while it worked; 0 if it does not report it.</param>
/// <param name="Inner">The seconds that it measured itself, without its own start; 0 if it does not report them.</param>
/// <param name="Threads">The most threads that it had at once; 0 if it does not report them.</param>
internal sealed record Measured(double Seconds, double Cpu, long PeakGrowth, double Inner, int Threads)
{
    /// <summary>Runs one of this program's own tasks in a separate process.</summary>
    internal static Measured Child(string kubeConfig, params string[] task) => Run(Environment.ProcessPath!, kubeConfig, ["child", .. task]);

    /// <summary>Runs a shell script.</summary>
    internal static Measured Shell(string kubeConfig, string script) => Run("/bin/bash", kubeConfig, ["-c", script]);

    /// <summary>Runs a program.</summary>
    internal static Measured Program(string program, string kubeConfig, params string[] arguments) => Run(program, kubeConfig, arguments);

    /// <summary>Runs the runs of ways in turn, so that other load on the machine affects all of them alike.</summary>
    /// <returns>The medians of each way, in the same order.</returns>
    internal static Measured[] Interleave(int runs, params Func<Measured>[] ways)
    {
        var taken = ways.Select(_ => new List<Measured>()).ToArray();
        for (var run = 0; run < runs; run++)
        {
            for (var way = 0; way < ways.Length; way++) taken[way].Add(ways[way]());
        }
        return [.. taken.Select(Median)];
    }

    private static Measured Median(List<Measured> runs)
    {
        T Middle<T>(Func<Measured, T> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
        return new Measured(Middle(r => r.Seconds), Middle(r => r.Cpu), Middle(r => r.PeakGrowth), Middle(r => r.Inner), Middle(r => r.Threads));
    }

    private static Measured Run(string program, string kubeConfig, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["KUBECONFIG"] = kubeConfig;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
        var words = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(l => l.StartsWith("measured ", StringComparison.Ordinal))?.Split(' ') ?? [];
        double Word(int at) => words.Length > at ? double.Parse(words[at], CultureInfo.InvariantCulture) : 0;
        return new Measured(seconds, Word(1), (long)Word(2), Word(3), (int)Word(4));
    }
}
