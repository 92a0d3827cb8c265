using System.Globalization;

namespace HiveMQBackup.Benchmarks;

/// <summary>What is measured.</summary>
/// <param name="Runs">How often each figure is taken; the median counts.</param>
/// <param name="Bytes">The size of the simulator's backup; the largest one has five times as much.</param>
/// <param name="Real">Whether the cluster of KUBECONFIG is measured instead of the simulator.</param>
internal sealed record Options(int Runs, long Bytes, bool Real)
{
    internal static Options Parse(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        return new Options(
            int.Parse(Value("--runs") ?? "5", CultureInfo.InvariantCulture),
            long.Parse(Value("--bytes") ?? "1000000000", CultureInfo.InvariantCulture),
            args.Contains("--real"));
    }
}
