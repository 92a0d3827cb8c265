using System.Diagnostics;
using System.Globalization;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.Folders;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Benchmarks;

/// <summary>The tasks that run in a separate process, so that their start, CPU time and memory can be measured.</summary>
internal static class Child
{
    internal static async Task<int> RunAsync(string task, string[] rest)
    {
        switch (task)
        {
            case "shell":
                Report(TimeSpan.Zero, 0, EngineShell.Run(rest));
                return 0;
            case "fleet":
                var (seconds, peaks) = EngineShell.RunSampled(rest);
                Report(peaks.Cpu, peaks.Growth, seconds, peaks.Threads);
                return 0;
            case "minimal":
                return await MeasureAsync(() => MinimalClient.ReadAsync(rest[0]));
            case "get":
                Report(TimeSpan.Zero, 0, await PlainGet.MeasureAsync());
                return 0;
            case "test":
                return await TestAsync(rest);
            case "first":
                return await MeasureAsync(() => Task.FromResult(FirstRetained(rest[0])));
            case "upload":
                return await UploadAsync(rest[0]);
            default:
                return await SaveAsync(rest);
        }
    }

    // For the memory, the test of a small file compiles the code first.
    private static async Task<int> TestAsync(string[] rest)
    {
        if (rest.Contains("warm"))
        {
            var small = rest[0] + ".small";
            await using (var file = File.Create(small)) await SimulatedFile.OfLength("small", 20_000_000).WriteAsync(file);
            await TestAsync(small);
            File.Delete(small);
        }
        return await MeasureAsync(() => TestAsync(rest[0]));
    }

    private static async Task<long> TestAsync(string path)
    {
        var report = await BackupTest.RunAsync(path, null, default);
        return report.IsValid ? report.Length : throw new InvalidOperationException(report.Problems[0].ToString());
    }

    private static long FirstRetained(string path) =>
        ((Message)BackupFile.Read(path, new ContentFilter { Kinds = RecordKinds.RetainedMessage }, problem => throw new InvalidOperationException(problem.ToString()), default).First()).PayloadLength;

    private static async Task<int> UploadAsync(string path)
    {
        var id = BackupFolderName.IdIn(Path.GetFileName(path))!;
        var source = KubeConfigSource.Find(null, "/", Environment.GetEnvironmentVariable);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget(), source, TimeProvider.System, Log.None, default);
        Backup? uploaded = null;
        var code = await MeasureAsync(async () => (uploaded = await session.Folders!.UploadAsync(path, id, null, null, default)).Bytes ?? 0);
        await new BackupRemoval(session.Api, session.Folders).RemoveAsync(uploaded!, null, default);
        return code;
    }

    // For the memory, another download compiles the code first: what grows after that belongs to the download.
    private static async Task<int> SaveAsync(string[] rest)
    {
        var (id, transport, folder) = (rest[0], Enum.Parse<Transport>(rest[1]), rest[2]);
        if (rest.Contains("warm")) await SaveAsync(null, transport, folder);
        return await MeasureAsync(() => SaveAsync(id, transport, folder, verify: rest.Contains("verify")));
    }

    // Like the first command of a session: nothing is connected yet.
    private static async Task<long> SaveAsync(string? id, Transport transport, string folder, bool verify = false)
    {
        var source = KubeConfigSource.Find(null, folder, Environment.GetEnvironmentVariable);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Transport = transport }, source, TimeProvider.System, Log.None, default);
        var backups = await session.Api.ListBackupsAsync(default);
        // Without an id, the smallest one.
        var backup = id is null ? backups.Where(b => BackupState.HasFile(b.State)).MinBy(b => b.Bytes)! : backups.First(b => b.Id == id);
        return await SaveAsync(session, backup, folder, verify);
    }

    private static async Task<long> SaveAsync(BrokerSession session, Backup backup, string folder, bool verify) =>
        (await new BackupDownload(session.Api).SaveAsync(backup, new SaveOptions(folder, "benchmark.out", Overwrite: true) { Verify = verify }, null, default)).Length;

    private static async Task<int> MeasureAsync(Func<Task<long>> work)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (before, cpu) = (process.WorkingSet64, process.TotalProcessorTime);
        var watch = Stopwatch.StartNew();
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        Report(process.TotalProcessorTime - cpu, process.PeakWorkingSet64 - before, seconds);
        return 0;
    }

    private static void Report(TimeSpan cpu, long growth, double inner, int threads = 0) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured {cpu.TotalSeconds} {growth} {inner} {threads}"));
}
