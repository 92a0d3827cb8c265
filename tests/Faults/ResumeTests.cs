using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults;

/// <summary>What a download with -Resume leaves behind, and what the next one makes of it.</summary>
public sealed class ResumeTests
{
    private const int Part = 700_000;

    [Fact(Timeout = Test.Limit)]
    public async Task A_failed_download_leaves_one_partial_file_and_the_next_goes_on_from_it()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var failed = await FailAfterAsync(broker, Part);

        Assert.Single(broker.Folder.Names);
        Assert.Contains(broker.Folder.Partial, failed.Message, StringComparison.Ordinal);
        Assert.Contains("-Resume", failed.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(Part, new FileInfo(broker.Folder.Partial).Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(broker.Folder.Partial));

        var before = broker.FileRequests.Count;
        var saved = await broker.SaveAsync(options: Resuming(broker));

        SavedFileAssert.IsBackup(broker.Folder.Path, saved, CompleteBackup.Id, BrokerWithBackup.FileLength);
        Assert.Equal([$"bytes={Part}-"], broker.FileRequests.Skip(before).Select(r => r.Range));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task It_goes_on_as_often_as_it_takes()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        foreach (var length in new[] { 1, 100_000, 524_288, 524_289, 1_999_999 })
        {
            await FailAfterAsync(broker, length - (broker.Folder.Names.Count == 0 ? 0 : (int)new FileInfo(broker.Folder.Partial).Length));
            Assert.Equal(length, new FileInfo(broker.Folder.Partial).Length);
        }

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(options: Resuming(broker)), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Without_it_nothing_stays_and_nothing_is_used()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Faults.CutDownloadAfter(Part, DownloadCut.EarlyEnd);
        FailFilesAfter(broker, 1);
        await Test.FailsAsync(() => broker.SaveAsync(), ErrorCode.DownloadIncomplete);
        Assert.Empty(broker.Folder.Names);

        await FailAfterAsync(broker, Part);
        var left = broker.Folder.Partial;
        var saved = await broker.SaveAsync();

        Assert.Null(broker.FileRequests[^1].Range);
        Assert.Equal(SimulatedFile.Sha256(CompleteBackup.Id, BrokerWithBackup.FileLength), saved.Sha256);
        Assert.Equal(Part, new FileInfo(left).Length);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Another_backups_partial_file_is_not_used()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await FailAfterAsync(broker, Part);
        var left = broker.Folder.Partial;
        var content = await File.ReadAllBytesAsync(left, Test.Cancel);
        broker.Node.Backups.Add("20260228-040000", CompleteBackup.CreatedAt, BrokerWithBackup.FileLength);

        var saved = await broker.SaveAsync(BrokerWithBackup.Complete with { Id = "20260228-040000" }, Resuming(broker));

        Assert.Null(broker.FileRequests[^1].Range);
        Assert.Equal(SimulatedFile.Sha256("20260228-040000", BrokerWithBackup.FileLength), saved.Sha256);
        Assert.Equal(saved.Sha256, Sha256.OfFile(saved.Path));
        Assert.Equal(content, await File.ReadAllBytesAsync(left, Test.Cancel));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(1_000_000, 0)]
    [InlineData(BrokerWithBackup.FileLength, 1)]
    public async Task A_partial_file_of_another_size_or_time_is_not_used(int length, int seconds)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await FailAfterAsync(broker, Part);
        broker.Node.Backups.Add(CompleteBackup.Id, CompleteBackup.CreatedAt.AddSeconds(seconds), length);

        var saved = await broker.SaveAsync(BrokerWithBackup.Complete with { Bytes = length, CreatedAt = CompleteBackup.CreatedAt.AddSeconds(seconds) }, Resuming(broker));

        Assert.Null(broker.FileRequests[^1].Range);
        Assert.Equal(SimulatedFile.Sha256(CompleteBackup.Id, length), saved.Sha256);
        Assert.Equal(saved.Sha256, Sha256.OfFile(saved.Path));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_that_says_too_little_leaves_nothing(bool hasTime)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Faults.CutDownloadAfter(Part, DownloadCut.EarlyEnd);
        FailFilesAfter(broker, 1);
        var backup = hasTime ? BrokerWithBackup.Complete with { Bytes = null } : BrokerWithBackup.Complete with { CreatedAt = null };

        var failed = await Test.FailsAsync(() => broker.SaveAsync(backup, Resuming(broker)), ErrorCode.DownloadIncomplete);

        Assert.Empty(broker.Folder.Names);
        Assert.Contains("Nothing of it was kept", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_checksum_of_a_file_from_a_damaged_part_is_that_of_what_is_on_the_disk()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await FailAfterAsync(broker, Part);
        var damaged = await File.ReadAllBytesAsync(broker.Folder.Partial, Test.Cancel);
        damaged[Part / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(broker.Folder.Partial, damaged, Test.Cancel);

        var saved = await broker.SaveAsync(options: Resuming(broker));

        Assert.Equal(BrokerWithBackup.FileLength, new FileInfo(saved.Path).Length);
        Assert.Equal(Sha256.OfFile(saved.Path), saved.Sha256);
        Assert.NotEqual(SimulatedFile.Sha256(CompleteBackup.Id, BrokerWithBackup.FileLength), saved.Sha256);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_partial_file_that_is_whole_only_gets_its_name()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await PlantAsync(broker, BrokerWithBackup.FileLength);
        var last = new Last();

        var saved = await broker.SaveAsync(options: Resuming(broker), progress: last);

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
        await PlantAsync(broker, length);

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(options: Resuming(broker)), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_partial_file_that_is_too_long_cannot_be_the_backups()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await PlantAsync(broker, BrokerWithBackup.FileLength + 10);

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(options: Resuming(broker)), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_knows_no_ranges_sends_the_file_from_its_beginning()
    {
        await using var broker = await BrokerWithBackup.StartAsync(new() { Ranges = false });
        await FailAfterAsync(broker, Part);

        var saved = await broker.SaveAsync(options: Resuming(broker));

        Assert.Equal($"bytes={Part}-", broker.FileRequests[^1].Range);
        SavedFileAssert.IsBackup(broker.Folder.Path, saved, CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("bytes 0-1999999/2000000")]
    [InlineData("bytes 699999-1999999/2000000")]
    [InlineData("bytes 700001-1999999/2000000")]
    [InlineData("bytes 700000-1999999/2000001")]
    [InlineData("bytes */2000000")]
    [InlineData("items 700000-1999999/2000000")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_part_that_does_not_fit_is_never_appended(string? contentRange)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await FailAfterAsync(broker, Part);
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            if (context.Request.Headers.Range.Count == 0)
            {
                await next();
                return;
            }
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            if (contentRange is not null) context.Response.Headers.ContentRange = contentRange;
            context.Response.ContentLength = BrokerWithBackup.FileLength - Part;
            await context.Response.Body.WriteAsync(new byte[BrokerWithBackup.FileLength - Part]);
        });

        await RightOrFailsAsync(broker, ErrorCode.SizeMismatch, ErrorCode.UnexpectedResponse, ErrorCode.DownloadIncomplete);
    }

    // RFC 9110, 14.4: a complete length of "*" is not known to the sender.
    [Fact(Timeout = Test.Limit)]
    public async Task A_part_of_a_file_of_unknown_length_is_appended_where_it_fits()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await FailAfterAsync(broker, Part);
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            var rest = await context.CaptureAsync(next);
            context.Response.Headers.ContentRange = $"bytes {Part}-{BrokerWithBackup.FileLength - 1}/*";
            await context.Response.Body.WriteAsync(rest);
        });

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(options: Resuming(broker)), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Another_version_of_the_file_is_never_appended()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var asked = 0;
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            if (++asked == 1)
            {
                await context.RespondUpToAsync(next, Part, () =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
                return;
            }
            // The second node has the same backup as a file with a tag of its own.
            if (context.Request.Headers.IfRange.Count > 0) context.Request.Headers.Remove("Range");
            await next();
        });

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Of_two_calls_for_the_same_file_one_goes_on_and_the_other_says_so()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await FailAfterAsync(broker, Part);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        broker.Handle(RequestKind.File, (context, next) => context.RespondUpToAsync(next, 1000, async () =>
        {
            reached.TrySetResult();
            await goOn.Task;
            context.Abort();
        }));
        var first = broker.SaveAsync(options: Resuming(broker));
        await reached.Task;

        await Test.FailsAsync(() => broker.SaveAsync(options: Resuming(broker)), ErrorCode.WriteFailed);

        Assert.True(File.Exists(broker.Folder.Partial));
        broker.Node.Faults.Intercept = null;
        goOn.SetResult();
        SavedFileAssert.IsBackup(broker.Folder.Path, await first, CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Two_calls_that_begin_the_same_file_do_not_disturb_each_other()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var asked = 0;
        broker.Handle(RequestKind.File, (context, next) => Interlocked.Increment(ref asked) > 1 ? next() : context.RespondUpToAsync(next, 1000, async () =>
        {
            reached.TrySetResult();
            await goOn.Task;
            context.Abort();
        }));
        var progress = new Last();
        var first = broker.SaveAsync(options: Resuming(broker), progress: progress);
        await reached.Task;
        await progress.Reported;

        await Test.FailsAsync(() => broker.SaveAsync(options: Resuming(broker)), ErrorCode.WriteFailed);

        goOn.SetResult();
        SavedFileAssert.IsBackup(broker.Folder.Path, await first, CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task What_a_message_says_of_the_partial_file_is_true_when_too_much_came()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            var rest = await context.CaptureAsync(next);
            context.Response.ContentLength = null;
            await context.Response.Body.WriteAsync(rest);
            await context.Response.Body.WriteAsync(rest);
        });

        var failed = await Test.FailsAsync(() => broker.SaveAsync(options: Resuming(broker)), ErrorCode.SizeMismatch);

        Assert.Equal(failed.Message.Contains("Nothing of it was kept", StringComparison.Ordinal), broker.Folder.Names.Count == 0);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task What_a_message_says_of_the_partial_file_is_true_when_nothing_came()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var asked = 0;
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            if (++asked > 1) context.Abort();
            else
            {
                await context.RespondUpToAsync(next, 0, () =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
            }
        });

        var failed = await Test.FailsAsync(() => broker.SaveAsync(options: Resuming(broker)), ErrorCode.DownloadIncomplete, ErrorCode.HiveMQUnavailable);

        Assert.Empty(broker.Folder.Names);
        Assert.DoesNotContain(".partial", failed.Message, StringComparison.Ordinal);
    }

    private static SaveOptions Resuming(BrokerWithBackup broker) => new(broker.Folder.Path, null, false) { Resume = true };

    private static async Task RightOrFailsAsync(BrokerWithBackup broker, params ErrorCode[] clear)
    {
        SavedBackup saved;
        try
        {
            saved = await broker.SaveAsync(options: Resuming(broker));
        }
        catch (HiveMQBackupException e)
        {
            Assert.Contains(e.Code, clear);
            // What has come in the first call is what there is still, and nothing else.
            Assert.Equal(Part, new FileInfo(broker.Folder.Partial).Length);
            return;
        }
        SavedFileAssert.IsBackup(broker.Folder.Path, saved, CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    /// <summary>The next download gets so many bytes, and then nobody answers any more.</summary>
    private static async Task<HiveMQBackupException> FailAfterAsync(BrokerWithBackup broker, int bytes)
    {
        broker.Node.Faults.CutDownloadAfter(bytes, DownloadCut.EarlyEnd);
        FailFilesAfter(broker, 1);
        var failed = await Test.FailsAsync(() => broker.SaveAsync(options: Resuming(broker)), ErrorCode.DownloadIncomplete);
        broker.Node.Faults.Clear();
        return failed;
    }

    private static void FailFilesAfter(BrokerWithBackup broker, int good)
    {
        var asked = 0;
        broker.Handle(RequestKind.File, (context, next) =>
        {
            if (Interlocked.Increment(ref asked) <= good) return next();
            context.Abort();
            return Task.CompletedTask;
        });
    }

    private static async Task PlantAsync(BrokerWithBackup broker, int length)
    {
        await FailAfterAsync(broker, Part);
        var content = new byte[length];
        SimulatedFile.Fill(CompleteBackup.Id, 0, content);
        await File.WriteAllBytesAsync(broker.Folder.Partial, content, Test.Cancel);
    }

    private sealed class Last : IProgress<DownloadProgress>
    {
        private readonly TaskCompletionSource _reported = new();

        public DownloadProgress? Value { get; private set; }

        public Task Reported => _reported.Task;

        public void Report(DownloadProgress value)
        {
            Value = value;
            _reported.TrySetResult();
        }
    }
}
