using HiveMQBackup.Client;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Faults.Download;

/// <summary>What a download with -Resume leaves behind, and how the next one uses it.</summary>
public sealed class ResumeTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task A_failed_download_leaves_one_partial_file_and_the_next_resumes_from_it()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var failed = await broker.FailAfterAsync(InterruptedDownload.Part);

        Assert.Single(broker.Folder.Names);
        Assert.Contains(broker.Folder.Partial, failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.PartialFileKept>(failed.Cause);
        Assert.Equal(InterruptedDownload.Part, new FileInfo(broker.Folder.Partial).Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(broker.Folder.Partial));

        var before = broker.FileRequests.Count;
        var saved = await broker.SaveAsync(options: broker.Resuming());

        SavedFileAssert.IsBackup(broker.Folder.Path, saved, CompleteBackup.Id, BrokerWithBackup.FileLength);
        Assert.Equal([$"bytes={InterruptedDownload.Part}-"], broker.FileRequests.Skip(before).Select(r => r.Range));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task It_resumes_as_often_as_needed()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        foreach (var length in new[] { 1, 100_000, 524_288, 524_289, 1_999_999 })
        {
            await broker.FailAfterAsync(length - (broker.Folder.Names.Count == 0 ? 0 : (int)new FileInfo(broker.Folder.Partial).Length));
            Assert.Equal(length, new FileInfo(broker.Folder.Partial).Length);
        }

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(options: broker.Resuming()), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Without_it_nothing_stays_and_nothing_is_used()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Faults.CutDownloadAfter(InterruptedDownload.Part, DownloadCut.EarlyEnd);
        broker.FailFilesAfter(1);
        await Test.FailsAsync(() => broker.SaveAsync(), ErrorCode.DownloadIncomplete);
        Assert.Empty(broker.Folder.Names);

        await broker.FailAfterAsync(InterruptedDownload.Part);
        var left = broker.Folder.Partial;
        var saved = await broker.SaveAsync();

        Assert.Null(broker.FileRequests[^1].Range);
        Assert.Equal(SimulatedFile.OfLength(CompleteBackup.Id, BrokerWithBackup.FileLength).Sha256(), saved.Sha256);
        Assert.Equal(InterruptedDownload.Part, new FileInfo(left).Length);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Another_backups_partial_file_is_not_used()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await broker.FailAfterAsync(InterruptedDownload.Part);
        var left = broker.Folder.Partial;
        var content = await File.ReadAllBytesAsync(left, Test.Cancel);
        broker.Node.Backups.Add("20260228-040000", CompleteBackup.CreatedAt, BrokerWithBackup.FileLength);

        var saved = await broker.SaveAsync(BrokerWithBackup.Complete with { Id = "20260228-040000" }, broker.Resuming());

        Assert.Null(broker.FileRequests[^1].Range);
        Assert.Equal(SimulatedFile.OfLength("20260228-040000", BrokerWithBackup.FileLength).Sha256(), saved.Sha256);
        Assert.Equal(saved.Sha256, Sha256.OfFile(saved.Path));
        Assert.Equal(content, await File.ReadAllBytesAsync(left, Test.Cancel));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(1_000_000, 0)]
    [InlineData(BrokerWithBackup.FileLength, 1)]
    public async Task A_partial_file_of_another_size_or_time_is_not_used(int length, int seconds)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await broker.FailAfterAsync(InterruptedDownload.Part);
        broker.Node.Backups.Add(CompleteBackup.Id, CompleteBackup.CreatedAt.AddSeconds(seconds), length);

        var saved = await broker.SaveAsync(BrokerWithBackup.Complete with { Bytes = length, CreatedAt = CompleteBackup.CreatedAt.AddSeconds(seconds) }, broker.Resuming());

        Assert.Null(broker.FileRequests[^1].Range);
        Assert.Equal(SimulatedFile.OfLength(CompleteBackup.Id, length).Sha256(), saved.Sha256);
        Assert.Equal(saved.Sha256, Sha256.OfFile(saved.Path));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_without_a_length_or_a_time_leaves_nothing(bool hasTime)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Faults.CutDownloadAfter(InterruptedDownload.Part, DownloadCut.EarlyEnd);
        broker.FailFilesAfter(1);
        var backup = hasTime ? BrokerWithBackup.Complete with { Bytes = null } : BrokerWithBackup.Complete with { CreatedAt = null };

        var failed = await Test.FailsAsync(() => broker.SaveAsync(backup, broker.Resuming()), ErrorCode.DownloadIncomplete);

        Assert.Empty(broker.Folder.Names);
        Assert.Contains("No file was kept", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_checksum_of_a_file_from_a_damaged_part_is_that_of_what_is_on_the_disk()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await broker.FailAfterAsync(InterruptedDownload.Part);
        var damaged = await File.ReadAllBytesAsync(broker.Folder.Partial, Test.Cancel);
        damaged[InterruptedDownload.Part / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(broker.Folder.Partial, damaged, Test.Cancel);

        var saved = await broker.SaveAsync(options: broker.Resuming());

        Assert.Equal(BrokerWithBackup.FileLength, new FileInfo(saved.Path).Length);
        Assert.Equal(Sha256.OfFile(saved.Path), saved.Sha256);
        Assert.NotEqual(SimulatedFile.OfLength(CompleteBackup.Id, BrokerWithBackup.FileLength).Sha256(), saved.Sha256);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_partial_file_that_is_whole_only_gets_its_name()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await broker.PlantAsync(BrokerWithBackup.FileLength);
        var last = new LastProgress();

        var saved = await broker.SaveAsync(options: broker.Resuming(), progress: last);

        SavedFileAssert.IsBackup(broker.Folder.Path, saved, CompleteBackup.Id, BrokerWithBackup.FileLength);
        Assert.Null(last.Value);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BrokerWithBackup.FileLength - 1)]
    public async Task A_crash_leaves_what_the_next_call_can_use(int length)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await broker.PlantAsync(length);

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(options: broker.Resuming()), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_partial_file_that_is_too_long_cannot_be_the_backups()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await broker.PlantAsync(BrokerWithBackup.FileLength + 10);

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(options: broker.Resuming()), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_message_about_the_partial_file_is_true_when_too_much_came()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            var rest = await context.CaptureAsync(next);
            context.Response.ContentLength = null;
            await context.Response.Body.WriteAsync(rest);
            await context.Response.Body.WriteAsync(rest);
        });

        var failed = await Test.FailsAsync(() => broker.SaveAsync(options: broker.Resuming()), ErrorCode.SizeMismatch);

        Assert.Equal(failed.Message.Contains("No file was kept", StringComparison.Ordinal), broker.Folder.Names.Count == 0);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_message_about_the_partial_file_is_true_when_nothing_came()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var requests = 0;
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            if (++requests > 1) context.Abort();
            else
            {
                await context.RespondUpToAsync(next, 0, () =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
            }
        });

        var failed = await Test.FailsAsync(() => broker.SaveAsync(options: broker.Resuming()), ErrorCode.DownloadIncomplete, ErrorCode.HiveMQUnavailable);

        Assert.Empty(broker.Folder.Names);
        Assert.DoesNotContain(".partial", failed.Message, StringComparison.Ordinal);
    }
}
