using System.Globalization;
using System.Security.Cryptography;

namespace HiveMQBackup.Benchmarks;

/// <summary>Copies one file into a real pod in every way, each in a separate process. Requires a broker that lists what lies in its folder.</summary>
internal sealed class Uploads(Options options, string kubeConfig, string folder, Table table)
{
    private const string Target = "${HIVEMQ_BACKUP_FOLDER:-/opt/hivemq/backup}/benchmark.out";

    internal void Measure()
    {
        var path = Path.Combine(folder, "20200101-000000.hivemq-4.42.0.backup");
        WriteRandom(path, options.Bytes);
        var size = string.Create(CultureInfo.InvariantCulture, $"{options.Bytes / 1e9:0.0#} GB");
        var ways = Measured.Interleave(
            options.Runs, () => Measured.Child(kubeConfig, "upload", path), ByHand(path, ""), ByHand(path, $"kubectl exec broker-0 -- sh -c 'sha256sum < \"{Target}\"' >/dev/null"));
        File.Delete(path);
        table.Speed($"{size} upload, with SHA-256 in the pod", ways[0].Inner, "kubectl cp, without", ways[1].Inner, ">= 1.0");
        table.Speed("the same", ways[0].Inner, "kubectl cp + sha256sum in the pod", ways[2].Inner, ">= 1.0");
        table.Memory($"memory, {size} upload", ways[0], "<= 40 MB");
    }

    private Func<Measured> ByHand(string path, string then) => () => Measured.Shell(kubeConfig, $"""
        set -e
        target=$(kubectl exec broker-0 -- sh -c 'echo "{Target}"')
        began=$EPOCHREALTIME
        kubectl cp '{path}' "broker-0:$target"
        {then}
        ended=$EPOCHREALTIME
        kubectl exec broker-0 -- rm "$target"
        echo "measured 0 0 $(awk "BEGIN {"{"}print $ended - $began{"}"}")"
        """);

    private static void WriteRandom(string path, long length)
    {
        using var file = File.Create(path);
        var block = RandomNumberGenerator.GetBytes(1024 * 1024);
        for (var left = length; left > 0; left -= block.Length) file.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
    }
}
