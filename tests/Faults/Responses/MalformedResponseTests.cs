using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults.Responses;

/// <summary>Responses that no healthy broker sends.</summary>
public sealed class MalformedResponseTests
{
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
    public async Task A_malformed_length_is_no_file_and_no_list(string length)
    {
        await using var server = new RawServer(_ => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{{}}");
        using var folder = new TempFolder();
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = server.Address }, null, new StallingClock(), Log.None, Test.Cancel);
        ErrorCode[] clear = [ErrorCode.UnexpectedResponse, ErrorCode.HiveMQUnavailable, ErrorCode.DownloadIncomplete, ErrorCode.SizeMismatch];

        await Test.FailsAsync(() => session.Api.ListBackupsAsync(Test.Cancel), clear);
        await Test.FailsAsync(() => new BackupDownload(session.Api).SaveAsync(BrokerWithBackup.Complete, new SaveOptions(folder.Path, null, false), null, Test.Cancel), clear);

        Assert.Empty(folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Headers_without_an_end_are_left()
    {
        await using var server = new RawServer(_ => $"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Range(0, 5000).Select(i => $"X-{i}: {new string('x', 200)}\r\n"))}Connection: close\r\n\r\n");
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = server.Address }, null, new StallingClock(), Log.None, Test.Cancel);

        await Test.FailsAsync(() => session.Api.ListBackupsAsync(Test.Cancel), ErrorCode.HiveMQUnavailable, ErrorCode.UnexpectedResponse);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_body_without_an_end_is_left_when_it_is_longer_than_the_backup()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await using var relay = new InterceptingRelay(broker.Node.Address, _ => RelayAction.Pass);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = relay.Address }, null, broker.Clock, Log.None, Test.Cancel);
        broker.Handle(RequestKind.File, NodeResponses.EndlessAsync);

        await Test.FailsAsync(() => new BackupDownload(session.Api).SaveAsync(BrokerWithBackup.Complete, new SaveOptions(broker.Folder.Path, null, false), null, Test.Cancel), ErrorCode.SizeMismatch);

        Assert.Empty(broker.Folder.Names);
        Assert.True(relay.BytesToClient < 50L * 1024 * 1024, $"{relay.BytesToClient} bytes were taken.");
        Assert.Single(broker.FileRequests);
    }

    // What the REST API cannot mean, and a client must survive: each is the response to every request.
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
    public async Task A_malformed_response_is_a_clear_error(int status, string json)
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
    public async Task A_list_that_is_no_UTF8_is_a_clear_error()
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
}
