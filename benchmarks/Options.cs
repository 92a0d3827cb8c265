using System.Globalization;

namespace HiveMQBackup.Benchmarks;

/// <summary>What is measured.</summary>
/// <param name="Runs">The number of runs; the result is the median.</param>
/// <param name="Bytes">The size of the simulator's backup; the largest one is five times as large.</param>
/// <param name="Real">Whether to measure against the cluster in KUBECONFIG instead of the simulator.</param>
/// <param name="Fleet">Whether to measure only the fleet of simulated brokers.</param>
internal sealed record Options(int Runs, long Bytes, bool Real, bool Fleet)
{
    internal static Options Parse(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        return new Options(
            int.Parse(Value("--runs") ?? "5", CultureInfo.InvariantCulture),
            long.Parse(Value("--bytes") ?? "1000000000", CultureInfo.InvariantCulture),
            args.Contains("--real"),
            args.Contains("--fleet"));
    }
}
