using System.Globalization;

namespace HiveMQBackup.Benchmarks;

/// <summary>The table of results, with ratios. Each row is printed when it is known, so that none is lost.</summary>
internal sealed class Table
{
    private static readonly int[] Widths = [58, 12, 36, 10, 14, 9];

    private readonly TextWriter _output;

    /// <summary>Begins the table.</summary>
    internal Table(TextWriter output)
    {
        _output = output;
        Add("what", "module", "compared with", "", "ratio", "goal");
        Add("---", "---", "---", "---", "---", "---");
    }

    /// <summary>How many times as fast the module is.</summary>
    internal void Speed(string what, double module, string against, double other, string goal) =>
        Add(what, Seconds(module), against, Seconds(other), Ratio(other / module), goal);

    /// <summary>How much the module takes, as a share of the other.</summary>
    internal void Share(string what, double module, string against, double other, string goal) =>
        Add(what, Seconds(module), against, Seconds(other), Ratio(module / other), goal);

    /// <summary>How much more the module takes.</summary>
    internal void More(string what, double module, string against, double other, string goal) =>
        Add(what, Milliseconds(module), against, Milliseconds(other), $"{Milliseconds(module - other)} more", goal);

    /// <summary>How long the module takes.</summary>
    internal void Seconds(string what, double module, string goal) => Add(what, Seconds(module), "", "", "", goal);

    internal void Memory(string what, Measured run, string goal) =>
        Add(what, string.Create(CultureInfo.InvariantCulture, $"{run.PeakGrowth / 1_000_000.0:0.0} MB more"), "before", "", "", goal);

    /// <summary>How long it took, without the start of the process, and the CPU time.</summary>
    internal void Time(string what, Measured run) => Add(what, Seconds(run.Inner), "CPU time", Seconds(run.Cpu), "", "");

    /// <summary>The most threads that the process had at once.</summary>
    internal void Threads(string what, Measured run, string goal) => Add(what, run.Threads.ToString(CultureInfo.InvariantCulture), "", "", "", goal);

    private void Add(params string[] row) => _output.WriteLine($"| {string.Join(" | ", row.Zip(Widths, (cell, width) => cell.PadRight(width)))} |");

    private static string Seconds(double seconds) => seconds.ToString("0.00 s", CultureInfo.InvariantCulture);

    private static string Milliseconds(double seconds) => (seconds * 1000).ToString("0.0 ms", CultureInfo.InvariantCulture);

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);
}
