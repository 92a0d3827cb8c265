using System.IO.Compression;
using HiveMQBackup.Client;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults.Responses;

/// <summary>Responses with a Content-Encoding that the client did not ask for.</summary>
public sealed class CompressedResponseTests
{
    [Theory(Timeout = Test.Limit)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Compressed_responses_are_read_although_they_were_not_requested(string encoding)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Faults.Intercept = (context, next) => CompressAsync(context, next, encoding);

        Assert.Equal(CompleteBackup.Id, Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel)).Id);
        Assert.Equal(BrokerWithBackup.FileLength, (await broker.Api.GetBackupAsync(CompleteBackup.Id, Test.Cancel)).Bytes);
        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task A_compressed_download_that_breaks_resumes_and_is_complete(int bytes)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var requests = 0;
        broker.Handle(RequestKind.File, (context, next) => CompressAsync(context, next, "gzip", ++requests == 1 ? bytes : null));

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_unknown_encoding_is_no_file()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.File, (context, next) =>
        {
            context.Response.Headers.ContentEncoding = "zstd";
            return next();
        });

        await Test.FailsAsync(() => broker.SaveAsync(), ErrorCode.DownloadIncomplete, ErrorCode.UnexpectedResponse);

        Assert.Empty(broker.Folder.Names);
    }

    private static async Task CompressAsync(HttpContext context, Func<Task> next, string encoding, int? cutAfter = null)
    {
        var plain = await context.CaptureAsync(next);
        using var packed = new MemoryStream();
        await using (Stream pack = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            await pack.WriteAsync(plain);
        }
        context.Response.Headers.ContentEncoding = encoding;
        context.Response.ContentLength = packed.Length;
        await context.Response.Body.WriteAsync(packed.ToArray().AsMemory(0, cutAfter ?? (int)packed.Length));
    }
}
