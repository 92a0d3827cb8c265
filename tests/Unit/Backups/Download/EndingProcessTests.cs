using System.Diagnostics;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>A process that gets a signal in the middle of a download; it is this test program once more.</summary>
public sealed class EndingProcessTests : IDisposable
{
    private const string FolderVariable = "HIVEMQBACKUP_TEST_ENDING_FOLDER";
    private const string ResumeVariable = "HIVEMQBACKUP_TEST_ENDING_RESUME";
    private const string Ready = "ready";
    private const string Id = "20200506-081317";
    private const long Bytes = 5_000_000;
    private const long Cut = 3_000_000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Partials => _folder.Names.Where(name => name.EndsWith(".partial", StringComparison.Ordinal));

    [Theory(Timeout = Test.Limit)]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_leaves_no_partial_file_and_ends_the_process(string signal)
    {
        Unix.Only();
        using var process = await StartAsync(resume: false);
        Assert.Single(Partials);

        await EndAsync(process, signal);

        Assert.Empty(Partials);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_signal_leaves_what_Resume_needs()
    {
        Unix.Only();
        using var process = await StartAsync(resume: true);

        await EndAsync(process, "TERM");

        Assert.Single(Partials);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task What_a_killed_process_leaves_goes_at_the_next_save_and_what_a_live_one_writes_stays()
    {
        Unix.Only();
        using var killed = await StartAsync(resume: false);
        await EndAsync(killed, "KILL");
        var left = Assert.Single(Partials);
        using var alive = await StartAsync(resume: false);
        var live = Assert.Single(Partials);
        Assert.NotEqual(left, live);

        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Backups.Add("another", DateTimeOffset.UnixEpoch, 1000);
        await Downloads.SaveAsync(broker.Api, new Backup("another", DateTimeOffset.UnixEpoch, 1000, "COMPLETED", null), _folder);

        Assert.Equal([live], Partials);
        await EndAsync(alive, "TERM");
    }

    private async Task<Process> StartAsync(bool resume)
    {
        File.Delete(_folder[Ready]);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(EndingProcessTests).Assembly.Location);
        start.ArgumentList.Add("--filter-method");
        start.ArgumentList.Add($"*{nameof(A_download_that_runs_until_the_process_ends)}");
        start.Environment[FolderVariable] = _folder.Path;
        start.Environment[ResumeVariable] = $"{resume}";
        using var watcher = new FileSystemWatcher(_folder.Path, Ready);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => ready.TrySetResult();
        watcher.EnableRaisingEvents = true;
        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync(Test.Cancel);
        await ready.Task.WaitAsync(Test.Cancel);
        return process;
    }

    private static async Task EndAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await process.WaitForExitAsync(Test.Cancel);
        Assert.NotEqual(0, process.ExitCode);
    }

    /// <summary>The other process.</summary>
    [Fact]
    public async Task A_download_that_runs_until_the_process_ends()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "This is what the other tests here start in a process of its own.");
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, Bytes);
        broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.Stall);
        var arrived = new ProgressList<DownloadProgress>(report =>
        {
            if (report.Bytes == Cut) File.WriteAllText(Path.Combine(folder!, Ready), "");
        });
        var options = new SaveOptions(folder!, null, true) { Resume = bool.Parse(Environment.GetEnvironmentVariable(ResumeVariable)!) };
        await Downloads.SaveAsync(broker.Api, new Backup(Id, DateTimeOffset.UnixEpoch, Bytes, "COMPLETED", null), options, arrived);
    }
}
