using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ.Files;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults.Responses;

/// <summary>A page, or another version of the file, in place of the file.</summary>
public sealed class WrongFileTests
{
    private const string Page = "<html><body>Please log in to continue</body></html>";

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_is_not_saved_as_a_backup_of_unlisted_length(bool chunked)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.File, context => chunked ? ChunkedPageAsync(context) : context.RespondAsync(200, "text/html", Page));

        await Test.FailsAsync(() => broker.SaveAsync(BrokerWithBackup.Complete with { Bytes = null }), ErrorCode.UnexpectedResponse, ErrorCode.DownloadIncomplete);

        Assert.Empty(broker.Folder.Names);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_in_between_gets_into_no_file(bool chunked)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var requests = 0;
        broker.Handle(RequestKind.File, (context, next) => ++requests switch
        {
            1 => context.RespondUpToAsync(next, BrokerWithBackup.FileLength / 2, () =>
            {
                context.Abort();
                return Task.CompletedTask;
            }),
            2 => chunked ? ChunkedPageAsync(context) : context.RespondAsync(200, "text/html", Page),
            _ => next(),
        });

        await CompleteOrAbsentAsync(broker);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_page_before_the_file_gets_into_no_file()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var requests = 0;
        broker.Handle(RequestKind.File, (context, next) => ++requests == 1 ? ChunkedPageAsync(context) : next());

        await CompleteOrAbsentAsync(broker);
    }

    // Another version of the file, of the same length, comes from elsewhere in between: no mixture of the two may come out.
    [Fact(Timeout = Test.Limit)]
    public async Task A_file_that_changes_meanwhile_is_not_mixed_with_what_it_was()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var requests = 0;
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            if (++requests == 1)
            {
                await context.RespondUpToAsync(next, BrokerWithBackup.FileLength / 2, () =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
                return;
            }
            // A part of what the file is now, for a broker that does not know If-Range; the tag shows that it is another one.
            var from = long.Parse(context.Request.Headers.Range.ToString()["bytes=".Length..^1], null);
            context.Response.StatusCode = 206;
            context.Response.Headers.ETag = "\"another\"";
            context.Response.Headers.ContentRange = $"bytes {from}-{BrokerWithBackup.FileLength - 1}/{BrokerWithBackup.FileLength}";
            var rest = new byte[BrokerWithBackup.FileLength - from];
            SimulatedFile.OfLength("another", BrokerWithBackup.FileLength).Fill(from, rest);
            await context.Response.Body.WriteAsync(rest);
        });

        try
        {
            var saved = await broker.SaveAsync();
            Assert.Contains(saved.Sha256, new[] { SimulatedFile.OfLength(CompleteBackup.Id, BrokerWithBackup.FileLength).Sha256(), SimulatedFile.OfLength("another", BrokerWithBackup.FileLength).Sha256() });
        }
        catch (HiveMQBackupException)
        {
            Assert.Empty(broker.Folder.Names);
        }
    }

    private static async Task CompleteOrAbsentAsync(BrokerWithBackup broker)
    {
        SavedBackup saved;
        try
        {
            saved = await broker.SaveAsync();
        }
        catch (HiveMQBackupException e)
        {
            Assert.Contains(e.Code, new[] { ErrorCode.UnexpectedResponse, ErrorCode.SizeMismatch, ErrorCode.DownloadIncomplete });
            Assert.Empty(broker.Folder.Names);
            return;
        }
        SavedFileAssert.IsBackup(broker.Folder.Path, saved, CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    private static Task ChunkedPageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync(Page);
    }
}
