using System.Diagnostics;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Faults.Download;

/// <summary>A disk that is too small for the file.</summary>
public sealed class DiskFullTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task A_file_that_does_not_fit_is_noticed_before_its_first_byte()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        using var disk = SmallDisk.Mount();
        var progress = new Count();

        var failed = await Test.FailsAsync(() => broker.SaveAsync(options: new SaveOptions(disk.Path, null, false), progress: progress), ErrorCode.WriteFailed);

        Assert.Equal(0, progress.Value);
        Assert.Empty(disk.Names);
        Assert.Contains(disk.Path, failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_of_unlisted_length_that_does_not_fit_is_noticed_before_its_first_byte()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        using var disk = SmallDisk.Mount();
        var progress = new Count();

        await Test.FailsAsync(() => broker.SaveAsync(BrokerWithBackup.Complete with { Bytes = null }, new SaveOptions(disk.Path, null, false), progress), ErrorCode.WriteFailed);

        Assert.Equal(0, progress.Value);
        Assert.Empty(disk.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_of_unknown_length_fills_the_disk_and_goes_away_again()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        using var disk = SmallDisk.Mount();
        SendChunked(broker);

        await Test.FailsAsync(() => broker.SaveAsync(BrokerWithBackup.Complete with { Bytes = null }, new SaveOptions(disk.Path, null, false)), ErrorCode.WriteFailed);

        Assert.Empty(disk.Names);
        Assert.Single(broker.FileRequests);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_disk_that_fills_up_meanwhile_ends_the_download_and_the_message_is_true()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        using var disk = SmallDisk.Mount();
        // A part that fits is there already; the rest does not fit.
        var options = new SaveOptions(disk.Path, null, false) { Resume = true };
        var identity = PartialFile.IdentityOf(BrokerWithBackup.Complete, broker.Api.Broker.ToString());
        var content = new byte[500_000];
        SimulatedFile.OfLength(CompleteBackup.Id, BrokerWithBackup.FileLength).Fill(0, content);
        await File.WriteAllBytesAsync(Path.Combine(disk.Path, $"{CompleteBackup.Id}.hivemq-4.42.0.backup.{identity}.partial"), content, Test.Cancel);

        var failed = await Test.FailsAsync(() => broker.SaveAsync(options: options), ErrorCode.WriteFailed);

        Assert.Equal($"bytes={content.Length}-", Assert.Single(broker.FileRequests).Range);
        Assert.Equal(failed.Message.Contains("No file was kept", StringComparison.Ordinal), disk.Names.Count == 0);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_existing_file_survives_that_its_successor_does_not_fit()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        using var disk = SmallDisk.Mount();
        SendChunked(broker);
        await File.WriteAllTextAsync(Path.Combine(disk.Path, "mine"), "before", Test.Cancel);

        await Test.FailsAsync(() => broker.SaveAsync(BrokerWithBackup.Complete with { Bytes = null }, new SaveOptions(disk.Path, "mine", true)), ErrorCode.WriteFailed);

        Assert.Equal(["mine"], disk.Names);
        Assert.Equal("before", await File.ReadAllTextAsync(Path.Combine(disk.Path, "mine"), Test.Cancel));
    }

    private static void SendChunked(BrokerWithBackup broker) => broker.Handle(RequestKind.File, async (context, next) =>
    {
        var all = await context.CaptureAsync(next);
        context.Response.ContentLength = null;
        await context.Response.Body.WriteAsync(all);
    });

    private sealed class Count : IProgress<DownloadProgress>
    {
        public int Value { get; private set; }

        public void Report(DownloadProgress value) => Value++;
    }

    /// <summary>A file system of 1 MB; the test is skipped where none can be mounted.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly TempFolder _folder = new();

        public string Path => _folder.Path;

        public IReadOnlyList<string> Names => _folder.Names;

        public static SmallDisk Mount()
        {
            Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root on Linux can mount a small file system.");
            var disk = new SmallDisk();
            if (Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.Path) is not { } error) return disk;
            disk._folder.Dispose();
            Assert.Skip($"A small file system cannot be mounted here: {error}");
            return disk;
        }

        private static string? Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                var error = process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0 ? null : error.Trim();
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                return e.Message;
            }
        }

        public void Dispose()
        {
            Assert.Null(Run("umount", Path));
            _folder.Dispose();
        }
    }
}
