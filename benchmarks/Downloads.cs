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
        Func<Measured>[] always =
        [
            Save(backup, "PortForward"), Save(backup, "Proxy"), () => Measured.Child(kubeConfig, "minimal", backup.Id),
            () => Measured.Child(kubeConfig, "save", backup.Id, "PortForward", folder, "verify"),
        ];
        var hash = $"sha256sum {Path.Combine(folder, "curl.out")} >/dev/null";
        Func<Measured>[] real = [.. Kubectl.Modes.SelectMany(mode => new[] { ByHand(backup, mode, ""), ByHand(backup, mode, hash) })];
        var ways = Measured.Interleave(options.Runs, Emptied(backup, options.Real ? [.. always, .. real] : always));
        if (options.Real) AddReal(size, ways[0], ways[1], ways[always.Length..]);
        table.Speed($"{size}, port-forward", ways[0].Inner, "minimal client, saves nothing", ways[2].Inner, "");
        table.Share($"{size}, port-forward, with -Verify", ways[3].Inner, "without it", ways[0].Inner, "<= 1.5");
        table.Share($"{size}, CPU time", ways[0].Cpu, "minimal client, saves nothing", ways[2].Cpu, "<= 0.7");
    }

    private void AddReal(string size, Measured portForward, Measured proxy, Measured[] kubectl)
    {
        for (var mode = 0; mode < Kubectl.Modes.Length; mode++)
        {
            var (name, plain, hashed) = (Kubectl.Modes[mode].Name, kubectl[2 * mode], kubectl[2 * mode + 1]);
            table.Speed($"{size}, port-forward", portForward.Inner, $"kubectl ({name}) + curl", plain.Inner, ">= 1.2");
            table.Speed($"{size}, port-forward", portForward.Inner, $"the same + sha256sum", hashed.Inner, ">= 1.7");
            table.Speed($"{size}, proxy", proxy.Inner, $"kubectl ({name}) + curl", plain.Inner, ">= 1.4");
            table.Share($"{size}, CPU time of the client", portForward.Cpu, $"kubectl ({name}) + curl", plain.Cpu, "<= 1.0");
        }
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

    // Up to the complete file; the time that kubectl takes to exit does not count. The CPU time is that of kubectl and curl.
    private Func<Measured> ByHand(Backup backup, KubectlMode mode, string then) => () => Measured.Shell(kubeConfig, $$"""
        set -e
        export {{mode.Variable}}
        began=$EPOCHREALTIME
        kubectl port-forward pod/broker-0 18081:8081 >/dev/null & forward=$!
        until curl -s -o /dev/null http://127.0.0.1:18081/; do sleep 0.02; done
        curl -sf -o '{{Path.Combine(folder, "curl.out")}}' http://127.0.0.1:18081/api/v1/management/files/backups/{{backup.Id}}
        {{then}}
        ended=$EPOCHREALTIME
        kill $forward
        wait $forward || true
        times >'{{Path.Combine(folder, "times.out")}}'
        cpu=$(awk 'NR == 2 { split($1, u, /[ms]/); split($2, s, /[ms]/); print u[1] * 60 + u[2] + s[1] * 60 + s[2] }' '{{Path.Combine(folder, "times.out")}}')
        echo "measured $cpu 0 $(awk "BEGIN {print $ended - $began}")"
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
