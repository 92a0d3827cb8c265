using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.HiveMQ;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults;

/// <summary>Answers that no good broker gives.</summary>
public sealed class BadResponseTests
{
    private const string Page = "<html><body>Please sign in to continue</body></html>";

    [Theory(Timeout = Test.Limit)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Compressed_answers_are_read_although_nobody_asked_for_them(string encoding)
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
    public async Task A_compressed_file_that_breaks_is_taken_up_right(int bytes)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var asked = 0;
        broker.Handle(RequestKind.File, (context, next) => CompressAsync(context, next, "gzip", ++asked == 1 ? bytes : null));

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

    [Fact(Timeout = Test.Limit)]
    public async Task A_body_without_an_end_is_left_when_it_is_longer_than_the_backup()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await using var relay = new InterceptingRelay(broker.Node.Address, _ => RelayAction.Pass);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = relay.Address }, null, broker.Clock, Test.Cancel);
        broker.Handle(RequestKind.File, EndlessAsync);

        await Test.FailsAsync(() => new BackupDownload(session.Api).SaveAsync(BrokerWithBackup.Complete, new SaveOptions(broker.Folder.Path, null, false), null, Test.Cancel), ErrorCode.SizeMismatch);

        Assert.Empty(broker.Folder.Names);
        Assert.True(relay.BytesToClient < 50L * 1024 * 1024, $"{relay.BytesToClient} bytes were taken.");
        Assert.Single(broker.FileRequests);
    }

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
        var asked = 0;
        broker.Handle(RequestKind.File, (context, next) => ++asked switch
        {
            1 => context.RespondUpToAsync(next, BrokerWithBackup.FileLength / 2, () =>
            {
                context.Abort();
                return Task.CompletedTask;
            }),
            2 => chunked ? ChunkedPageAsync(context) : context.RespondAsync(200, "text/html", Page),
            _ => next(),
        });

        await RightOrAbsentAsync(broker);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_page_before_the_file_gets_into_no_file()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var asked = 0;
        broker.Handle(RequestKind.File, (context, next) => ++asked == 1 ? ChunkedPageAsync(context) : next());

        await RightOrAbsentAsync(broker);
    }

    // Another version of the file, of the same length, comes from elsewhere in between: no mixture of the two may come out.
    [Fact(Timeout = Test.Limit)]
    public async Task A_file_that_changes_meanwhile_is_not_mixed_with_what_it_was()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var asked = 0;
        broker.Handle(RequestKind.File, async (context, next) =>
        {
            if (++asked == 1)
            {
                await context.RespondUpToAsync(next, BrokerWithBackup.FileLength / 2, () =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
                return;
            }
            // A part of what the file is now, for a broker that does not know If-Range; the tag says that it is another one.
            var from = long.Parse(context.Request.Headers.Range.ToString()["bytes=".Length..^1], null);
            context.Response.StatusCode = 206;
            context.Response.Headers.ETag = "\"another\"";
            context.Response.Headers.ContentRange = $"bytes {from}-{BrokerWithBackup.FileLength - 1}/{BrokerWithBackup.FileLength}";
            var rest = new byte[BrokerWithBackup.FileLength - from];
            SimulatedFile.Fill("another", from, rest);
            await context.Response.Body.WriteAsync(rest);
        });

        try
        {
            var saved = await broker.SaveAsync();
            Assert.Contains(saved.Sha256, new[] { SimulatedFile.Sha256(CompleteBackup.Id, BrokerWithBackup.FileLength), SimulatedFile.Sha256("another", BrokerWithBackup.FileLength) });
        }
        catch (HiveMQBackupException)
        {
            Assert.Empty(broker.Folder.Names);
        }
    }

    private static async Task RightOrAbsentAsync(BrokerWithBackup broker)
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

    [Theory(Timeout = Test.Limit)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_host_is_not_followed(int status)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await using var other = await HiveMQNode.StartAsync(new(), Test.Cancel);
        broker.Node.Faults.Intercept = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = new Uri(other.Address, context.Request.Path).ToString();
            return Task.CompletedTask;
        };

        await Test.FailsAsync(() => broker.Api.ListBackupsAsync(Test.Cancel), ErrorCode.UnexpectedResponse);
        await Test.FailsAsync(() => broker.Api.GetBackupAsync(CompleteBackup.Id, Test.Cancel), ErrorCode.UnexpectedResponse);
        await Test.FailsAsync(() => broker.SaveAsync(), ErrorCode.UnexpectedResponse);
        await Test.FailsAsync(() => new BackupCreation(broker.Api).StartAsync(joinRunning: false, Test.Cancel), ErrorCode.UnexpectedResponse);

        Assert.Empty(other.Requests);
        Assert.Empty(broker.Folder.Names);
        Assert.Equal(0, broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_next_page_on_another_host_is_asked_for_at_the_broker()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await using var other = await HiveMQNode.StartAsync(new(), Test.Cancel);
        var next = new Uri(other.Address, "api/v1/management/backups?cursor=1");
        broker.Handle(RequestKind.List, context => context.RespondAsync(200, "application/json", context.Request.QueryString.HasValue
            ? """{"items":[{"id":"b"}]}"""
            : $$$"""{"items":[{"id":"a"}],"_links":{"next":"{{{next}}}"}}"""));

        Assert.Equal(2, (await broker.Api.ListBackupsAsync(Test.Cancel)).Count);

        Assert.Empty(other.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("http://[", "nonsense")]
    [InlineData("\\u0000", "nonsense")]
    [InlineData("javascript:alert(1)", "another scheme")]
    [InlineData("", "nothing")]
    public async Task A_next_page_that_is_no_address_does_not_spoil_the_list(string next, string what)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.List, context => context.RespondAsync(200, "application/json", $$$"""{"items":[{"id":"a"}],"_links":{"next":"{{{next}}}"}}"""));
        try
        {
            Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel));
        }
        catch (HiveMQBackupException e)
        {
            Assert.True(e.Code == ErrorCode.UnexpectedResponse, $"{what}: {e}");
        }
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Pages_without_an_end_come_to_one()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var page = 0;
        broker.Handle(RequestKind.List, context => context.RespondAsync(200, "application/json",
            $$$"""{"items":[{"id":"a"}],"_links":{"next":"/api/v1/management/backups?cursor={{{++page}}}"}}"""));

        await Test.FailsAsync(() => broker.Api.ListBackupsAsync(Test.Cancel), ErrorCode.UnexpectedResponse);

        Assert.InRange(page, 1, 1000);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_same_id_twice_is_one_backup()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.List, context => context.RespondAsync(200, "application/json",
            """{"items":[{"id":"a","state":"IN_PROGRESS"},{"id":"a","state":"COMPLETED","bytes":7},{"id":"a","state":"IN_PROGRESS"},{"id":"b"}]}"""));

        var backups = await broker.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(2, backups.Count);
        Assert.Equal((7, "COMPLETED"), (backups.Single(b => b.Id == "a").Bytes, backups.Single(b => b.Id == "a").State));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("-1")]
    [InlineData("nonsense")]
    [InlineData("99999999999999999999999")]
    [InlineData("5, 6")]
    [InlineData("")]
    [InlineData("0x10")]
    public async Task A_senseless_length_is_no_file_and_no_list(string length)
    {
        await using var server = new RawServer(_ => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{{}}");
        using var folder = new TempFolder();
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = server.Address }, null, new StallingClock(), Test.Cancel);
        ErrorCode[] clear = [ErrorCode.UnexpectedResponse, ErrorCode.HiveMQUnavailable, ErrorCode.DownloadIncomplete, ErrorCode.SizeMismatch];

        await Test.FailsAsync(() => session.Api.ListBackupsAsync(Test.Cancel), clear);
        await Test.FailsAsync(() => new BackupDownload(session.Api).SaveAsync(BrokerWithBackup.Complete, new SaveOptions(folder.Path, null, false), null, Test.Cancel), clear);

        Assert.Empty(folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Headers_without_an_end_are_left()
    {
        await using var server = new RawServer(_ => $"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Range(0, 5000).Select(i => $"X-{i}: {new string('x', 200)}\r\n"))}Connection: close\r\n\r\n");
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = server.Address }, null, new StallingClock(), Test.Cancel);

        await Test.FailsAsync(() => session.Api.ListBackupsAsync(Test.Cancel), ErrorCode.HiveMQUnavailable, ErrorCode.UnexpectedResponse);
    }

    // What the REST API cannot mean, and a client must survive: each is an answer to every request.
    [Theory(Timeout = Test.Limit)]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "[[[")]
    [InlineData(200, "{\"items\":{}}")]
    [InlineData(200, "\"text\"")]
    [InlineData(200, "{\"items\":[{\"id\":\"\\ud800\"}],\"backup\":{\"id\":\"\\ud800\"}}")]
    [InlineData(200, "{\"items\":[{\"id\":\"a\",\"createdAt\":\"\\udfff\"}],\"backup\":{\"id\":\"a\",\"createdAt\":\"\\udfff\"}}")]
    [InlineData(200, "{\"items\":[{\"id\":\"a\",\"bytes\":\"\\ud800\"}],\"backup\":{\"id\":\"a\",\"bytes\":\"\\ud800\"}}")]
    [InlineData(200, "{\"items\":[{\"\\ud800\":1}],\"backup\":{\"\\ud800\":1}}")]
    [InlineData(400, "{\"errors\":[{\"detail\":\"\\ud800\"}]}")]
    [InlineData(400, "{\"message\":\"\\ud800\"}")]
    [InlineData(400, "{\"errors\":[null,1,\"a\",[]]}")]
    [InlineData(500, "{\"errors\":{}}")]
    [InlineData(204, "")]
    public async Task A_senseless_answer_is_an_error_that_is_understood(int status, string json)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Faults.Intercept = (context, _) =>
        {
            if (status != 204) return context.RespondAsync(status, "application/json", json);
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        await UnderstoodAsync(() => broker.Api.ListBackupsAsync(Test.Cancel));
        await UnderstoodAsync(() => broker.Api.GetBackupAsync(CompleteBackup.Id, Test.Cancel));
        await UnderstoodAsync(() => new BackupCreation(broker.Api).StartAsync(joinRunning: false, Test.Cancel));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_list_that_is_no_UTF8_is_an_error_that_is_understood()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.List, async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes("{\"items\":[{\"id\":\"caf\u00e9\"}]}"));
        });

        await UnderstoodAsync(() => broker.Api.ListBackupsAsync(Test.Cancel));
    }

    private static async Task UnderstoodAsync(Func<Task> call)
    {
        var error = await Record.ExceptionAsync(call);
        Assert.True(error is null or HiveMQBackupException, $"{error}");
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_list_that_drips_has_its_limit()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.List, async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"items\":[");
            await context.Response.Body.FlushAsync();
            broker.Clock.Advance(TimeSpan.FromSeconds(29));
            await context.Response.WriteAsync("{\"id\":\"a\"},");
            await context.Response.Body.FlushAsync();
            broker.Clock.Advance(TimeSpan.FromSeconds(1));
            await context.UntilGoneAsync();
        });

        await Test.FailsAsync(() => broker.Api.ListBackupsAsync(Test.Cancel), ErrorCode.HiveMQUnavailable);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_proposed_name_that_is_long_in_bytes_can_be_saved()
    {
        var name = string.Concat(Enumerable.Repeat("備份", 60)) + ".tar.gz";
        await using var broker = await BrokerWithBackup.StartAsync(new() { ContentDispositionValue = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}" });

        SavedFileAssert.IsBackup(broker.Folder.Path, await broker.SaveAsync(), CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    /// <summary>A gigabyte of nothing.</summary>
    internal static async Task EndlessAsync(HttpContext context)
    {
        var bytes = new byte[1024 * 1024];
        Array.Fill(bytes, (byte)'x');
        context.Response.ContentType = "application/octet-stream";
        for (var i = 0; i < 1024 && !context.RequestAborted.IsCancellationRequested; i++) await context.Response.Body.WriteAsync(bytes);
    }
}

/// <summary>Answers that are far too long, and what they cost.</summary>
[Collection(MeasuredTests.Name)]
public sealed class HugeAnswerTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact(Timeout = Test.Limit)]
    public async Task A_hundred_thousand_backups_are_listed_in_seconds()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var items = Enumerable.Range(0, 100_000).Select(i => $$"""{"id":"{{i:00000000}}","createdAt":"{{CompleteBackup.CreatedAt.AddSeconds((long)i * 7919 % 100_000):O}}","bytes":{{i}},"state":"COMPLETED"}""");
        var json = Encoding.UTF8.GetBytes($$"""{"items":[{{string.Join(',', items)}}]}""");
        broker.Handle(RequestKind.List, async context =>
        {
            context.Response.ContentLength = json.Length;
            await context.Response.Body.WriteAsync(json);
        });
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();

        var backups = await broker.Api.ListBackupsAsync(Test.Cancel);

        watch.Stop();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        RunLog.Print($"100,000 backups ({json.Length / Megabyte} MB of JSON): {watch.Elapsed.TotalMilliseconds:0} ms, {allocated / Megabyte} MB allocated by client and server");
        Assert.Equal(100_000, backups.Count);
        Assert.Equal(backups.OrderByDescending(b => b.CreatedAt).ThenByDescending(b => b.Id, StringComparer.Ordinal).Select(b => b.Id), backups.Select(b => b.Id));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
        Assert.True(allocated < 500 * Megabyte, $"{allocated} bytes");
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(false, 64)]
    [InlineData(true, 0)]
    public async Task A_gigabyte_of_garbage_is_not_read_to_its_end(bool announced, int megabytes)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await using var relay = new InterceptingRelay(broker.Node.Address, _ => RelayAction.Pass);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = relay.Address }, null, broker.Clock, Test.Cancel);
        broker.Handle(RequestKind.List, context =>
        {
            if (announced) context.Response.ContentLength = 1024 * Megabyte;
            return BadResponseTests.EndlessAsync(context);
        });
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        await Test.FailsAsync(() => session.Api.ListBackupsAsync(Test.Cancel), ErrorCode.UnexpectedResponse);

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        RunLog.Print($"A gigabyte of garbage{(announced ? ", announced" : "")}: left after {relay.BytesToClient / Megabyte} MB, {allocated / Megabyte} MB allocated by client and server");
        Assert.InRange(relay.BytesToClient, megabytes * Megabyte, (megabytes + 16) * Megabyte);
        Assert.True(allocated < 400 * Megabyte, $"{allocated} bytes");
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_gigabyte_in_a_megabyte_is_left_after_64_megabytes()
    {
        using var packed = new MemoryStream();
        await using (var pack = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var blanks = new byte[Megabyte];
            Array.Fill(blanks, (byte)' ');
            for (var i = 0; i < 1024; i++) await pack.WriteAsync(blanks, Test.Cancel);
        }
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.List, async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(packed.GetBuffer().AsMemory(0, (int)packed.Length));
        });
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        await Test.FailsAsync(() => broker.Api.ListBackupsAsync(Test.Cancel), ErrorCode.UnexpectedResponse);

        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - allocated < 400 * Megabyte);
    }
}
