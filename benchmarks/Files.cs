using System.Globalization;
using System.IO.Compression;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Benchmarks;

/// <summary>Reads large backup files: to test them, and for their first message.</summary>
internal sealed class Files(Options options, string folder, Table table)
{
    private const string Id = "20261126-010000";

    // Some 5 KB of compressed XML each.
    private static readonly BackupShape Compressed = new() { Sessions = 200_000, QueuedPerSession = 5, PayloadBytes = 830 };

    // 10 GB. The retained messages come first; they are few.
    private static readonly BackupShape Large = new() { Sessions = 1_000_000, QueuedPerSession = 4, PayloadBytes = 1300, RetainedMessages = 1000 };

    internal async Task MeasureAsync()
    {
        var path = Path.Combine(folder, "compressed.backup");
        await WriteCompressedAsync(path, Compressed);
        MeasureSpeed(path);
        File.Delete(path);
        path = Path.Combine(folder, "large.backup");
        await using (var file = File.Create(path)) await SimulatedFile.OfShape(Id, Large).WriteAsync(file);
        MeasureLarge(path);
        File.Delete(path);
    }

    private void MeasureSpeed(string path)
    {
        var ways = Measured.Interleave(options.Runs, Test(path), () => Measured.Shell("", $"""
            set -e
            began=$EPOCHREALTIME
            unzip -tq '{path}' >/dev/null
            sha256sum '{path}' >/dev/null
            ended=$EPOCHREALTIME
            echo "measured 0 0 $(awk "BEGIN {"{"}print $ended - $began{"}"}")"
            """));
        table.Speed($"test of {Size(path)}, {Compressed.Sessions:N0} entries", ways[0].Inner, "unzip -t + sha256sum, without XML", ways[1].Inner, ">= 1.0");
    }

    private void MeasureLarge(string path)
    {
        var ways = Measured.Interleave(options.Runs, () => Measured.Child("", "test", path, "warm"), () => Measured.Child("", "first", path));
        table.Memory($"memory, test of {Size(path)}, {Large.Sessions:N0} entries", ways[0], "<= 60 MB");
        table.Seconds($"first retained message of {Size(path)}", ways[1].Inner, "< 1 s");
    }

    private static Func<Measured> Test(string path) => () => Measured.Child("", "test", path);

    private static string Size(string path) => string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(path).Length / 1e9:0.0#} GB");

    // As a broker compresses it.
    private static async Task WriteCompressedAsync(string path, BackupShape shape)
    {
        var stored = path + ".stored";
        await using (var file = File.Create(stored)) await SimulatedFile.OfShape(Id, shape).WriteAsync(file);
        using (var source = ZipFile.OpenRead(stored))
        using (var target = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var entry in source.Entries)
            {
                await using var from = entry.Open();
                await using var to = target.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
                await from.CopyToAsync(to);
            }
        }
        File.Delete(stored);
    }
}
