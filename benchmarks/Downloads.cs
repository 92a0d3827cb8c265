using System.Globalization;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Benchmarks;

/// <summary>Downloads one backup in every way, each in a separate process, from the command to the complete file.</summary>
internal sealed class Downloads(Options options, string kubeConfig, string folder, Table table)
{
    private const int BlockLength = 1024 * 1024;

    internal void MeasureSpeed(Backup backup)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{backup.Bytes!.Value / 1e9:0.0#} GB");
        Func<Measured>[] always = [Save(backup, "PortForward"), Save(backup, "Proxy"), () => Measured.Child(kubeConfig, "minimal", backup.Id), () => Measured.Child(kubeConfig, "save", backup.Id, "PortForward", folder, "verify")];
        Func<Measured>[] real = [ByHand(backup, ""), ByHand(backup, $"sha256sum {Path.Combine(folder, "curl.out")} >/dev/null")];
        var ways = Measured.Interleave(options.Runs, Emptied(backup, options.Real ? [.. always, .. real] : always));
        if (options.Real)
        {
            table.Speed($"{size}, port-forward", ways[0].Inner, "kubectl + curl", ways[4].Inner, ">= 1.0");
            table.Speed($"{size}, port-forward", ways[0].Inner, "kubectl + curl + sha256sum", ways[5].Inner, ">= 1.7");
            table.Speed($"{size}, proxy", ways[1].Inner, "kubectl + curl + sha256sum", ways[5].Inner, ">= 2.0");
        }
        table.Speed($"{size}, port-forward", ways[0].Inner, "minimal client, saves nothing", ways[2].Inner, "");
        table.Share($"{size}, port-forward, with -Verify", ways[3].Inner, "without it", ways[0].Inner, "<= 1.5");
        table.Share($"{size}, CPU time", ways[0].Cpu, "minimal client, saves nothing", ways[2].Cpu, "<= 0.7");
    }

    internal void MeasureMemory(params Backup[] backups)
    {
        var ways = Measured.Interleave(options.Runs, Array.ConvertAll(backups, backup =>
            (Func<Measured>)(() => Measured.Child(kubeConfig, "save", backup.Id, "PortForward", folder, "warm"))));
        foreach (var (backup, run) in backups.Zip(ways))
        {
            table.Memory(string.Create(CultureInfo.InvariantCulture, $"memory, {backup.Bytes!.Value / 1e9:0.0#} GB"), run, "<= 40 MB");
        }
    }

    private Func<Measured> Save(Backup backup, string transport) => () => Measured.Child(kubeConfig, "save", backup.Id, transport, folder);

    // Up to the complete file; the time that kubectl takes to exit does not count.
    private Func<Measured> ByHand(Backup backup, string then) => () => Measured.Shell(kubeConfig, $"""
        set -e
        began=$EPOCHREALTIME
        kubectl port-forward pod/broker-0 18081:8081 >/dev/null & forward=$!
        until curl -s -o /dev/null http://127.0.0.1:18081/; do sleep 0.02; done
        curl -sf -o '{Path.Combine(folder, "curl.out")}' http://127.0.0.1:18081/api/v1/management/files/backups/{backup.Id}
        {then}
        ended=$EPOCHREALTIME
        kill $forward
        echo "measured 0 0 $(awk "BEGIN {"{"}print $ended - $began{"}"}")"
        """);

    // A virtual machine may get its memory from the host only at first use, which takes longer than the download. So each way
    // starts with an empty folder, and right after as much memory as the file needs was used.
    private Func<Measured>[] Emptied(Backup backup, Func<Measured>[] ways) => Array.ConvertAll(ways, way => (Func<Measured>)(() =>
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.out")) File.Delete(file);
        var touched = Path.Combine(folder, "touched.out");
        using (var file = File.Create(touched))
        {
            var block = new byte[BlockLength];
            for (var length = 0L; length < backup.Bytes; length += block.Length) file.Write(block);
        }
        File.Delete(touched);
        return way();
    }));
}
