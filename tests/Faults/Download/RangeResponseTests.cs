using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults.Download;

/// <summary>What a broker may send to a download that resumes.</summary>
public sealed class RangeResponseTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_knows_no_ranges_sends_the_file_from_its_beginning()
    {
        await using var broker = await BrokerWithBackup.StartAsync(new() { Ranges = false });
        await broker.FailAfterAsync(InterruptedDownload.Part);

        var saved = await broker.SaveAsync(options: broker.Resuming());

        Assert.Equal($"bytes={InterruptedDownload.Part}-", broker.FileRequests[^1].Range);
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
        await broker.FailAfterAsync(InterruptedDownload.Part);
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            if (context.Request.Headers.Range.Count == 0)
            {
                await next();
                return;
            }
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            if (contentRange is not null) context.Response.Headers.ContentRange = contentRange;
            context.Response.ContentLength = BrokerWithBackup.FileLength - InterruptedDownload.Part;
            await context.Response.Body.WriteAsync(new byte[BrokerWithBackup.FileLength - InterruptedDownload.Part]);
        });

        await CompleteOrFailsAsync(broker, ErrorCode.SizeMismatch, ErrorCode.UnexpectedResponse, ErrorCode.DownloadIncomplete);
    }

    // RFC 9110, 14.4: a complete length of "*" is not known to the sender.
    [Fact(Timeout = Test.Limit)]
    public async Task A_part_of_a_file_of_unknown_length_is_appended_where_it_fits()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await broker.FailAfterAsync(InterruptedDownload.Part);
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            var rest = await context.CaptureAsync(next);
            context.Response.Headers.ContentRange = $"bytes {InterruptedDownload.Part}-{BrokerWithBackup.FileLength - 1}/*";
            await context.Response.Body.WriteAsync(rest);
        });

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(options: broker.Resuming()), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Another_version_of_the_file_is_never_appended()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var requests = 0;
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            if (++requests == 1)
            {
                await context.RespondUpToAsync(next, InterruptedDownload.Part, () =>
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

    private static async Task CompleteOrFailsAsync(BrokerWithBackup broker, params ErrorCode[] clear)
    {
        SavedBackup saved;
        try
        {
            saved = await broker.SaveAsync(options: broker.Resuming());
        }
        catch (HiveMQBackupException e)
        {
            Assert.Contains(e.Code, clear);
            // Only the bytes of the first call are in the partial file.
            Assert.Equal(InterruptedDownload.Part, new FileInfo(broker.Folder.Partial).Length);
            return;
        }
        SavedFileAssert.IsBackup(broker.Folder.Path, saved, CompleteBackup.Id, BrokerWithBackup.FileLength);
    }
}
