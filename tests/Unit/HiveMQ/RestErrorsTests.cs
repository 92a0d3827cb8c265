using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class RestErrorsTests
{
    private const string Published = """{"errors":[{"title":"Some title","detail":"words of the broker"},{"title":"more words"}]}""";
    private const string Nested = """{"error":"Bad","message":"words of the broker","code":1}""";

    private static async Task<HiveMQBackupException> ListFailsAsync(ErrorCode expected, int status, string body, string contentType = "application/json")
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond(body, status, contentType);
        var failed = await Test.FailsAsync(expected, () => broker.Api.ListBackupsAsync(Test.Cancel));
        Assert.Contains(broker.Node.Address.Authority, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failed.Message, char.IsControl);
        Assert.InRange(failed.Message.Length, 1, 1000);
        return failed;
    }

    [Theory]
    [InlineData(401, ErrorCode.HiveMQUnauthorized)]
    [InlineData(403, ErrorCode.HiveMQForbidden)]
    [InlineData(404, ErrorCode.RestApiNotFound)]
    [InlineData(405, ErrorCode.RestApiNotFound)]
    [InlineData(429, ErrorCode.HiveMQUnavailable)]
    [InlineData(502, ErrorCode.HiveMQUnavailable)]
    [InlineData(503, ErrorCode.HiveMQUnavailable)]
    [InlineData(504, ErrorCode.HiveMQUnavailable)]
    [InlineData(400, ErrorCode.UnexpectedResponse)]
    [InlineData(500, ErrorCode.UnexpectedResponse)]
    public async Task An_error_says_its_status_and_the_brokers_words_in_either_dialect(int status, ErrorCode code)
    {
        foreach (var body in new[] { Published, Nested })
        {
            var failed = await ListFailsAsync(code, status, body);

            Assert.Contains($" was {status}", failed.Message, StringComparison.Ordinal);
            Assert.Contains("words of the broker", failed.Message, StringComparison.Ordinal);
            Assert.Contains("GET", failed.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Published, "words of the broker more words")]
    [InlineData(Nested, "words of the broker")]
    [InlineData("""{"error":"only an error"}""", "only an error")]
    [InlineData("""{"errors":[]}""", "errors")]
    [InlineData("""{"errors":["text"]}""", "text")]
    [InlineData("plain text", "plain text")]
    [InlineData("<html><h1>Bad Gateway</h1></html>", "Bad Gateway")]
    [InlineData("", " was 403.")]
    [InlineData("null", "null")]
    public async Task The_text_of_an_error_is_quoted(string body, string quoted)
    {
        var failed = await ListFailsAsync(ErrorCode.HiveMQForbidden, 403, body, "text/other");

        Assert.Contains(quoted, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_403_names_the_permission_that_the_call_needs()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond("", 403);
        var api = broker.Api;
        using var folder = new TempFolder();
        var backup = new Backup("file", null, 1, "COMPLETED", null);

        await ForbiddenAsync("HIVEMQ_MANAGEMENT_BACKUPS_GET ", () => api.ListBackupsAsync(Test.Cancel));
        await ForbiddenAsync("HIVEMQ_MANAGEMENT_BACKUPS_POST ", () => api.RequestBackupAsync(Test.Cancel));
        await ForbiddenAsync("HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_GET ", () => api.GetBackupAsync("file", Test.Cancel));
        await ForbiddenAsync("HIVEMQ_MANAGEMENT_FILES_BACKUPS_BACKUPID_GET ", () => Downloads.SaveAsync(api, backup, folder));

        static async Task ForbiddenAsync(string permission, Func<Task> call)
        {
            var failed = await Test.FailsAsync(ErrorCode.HiveMQForbidden, call);
            Assert.Equal(new ErrorCause.CallForbidden(permission.TrimEnd(), "HIVEMQ_SUPER_ADMIN"), failed.Cause);
        }
    }

    [Theory]
    [InlineData("POST", "api/v1/management/backups/a", "HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_POST")]
    [InlineData("GET", "api/v1/management/backups?cursor=2", "HIVEMQ_MANAGEMENT_BACKUPS_GET")]
    [InlineData("GET", "api/v1/management/backups/a/status", "HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_GET")]
    [InlineData("GET", "api/v1/management/backups/a/file", "HIVEMQ_MANAGEMENT_FILES_BACKUPS_BACKUPID_GET")]
    [InlineData("GET", "api/v1/management/files/backups/status", "HIVEMQ_MANAGEMENT_FILES_BACKUPS_BACKUPID_GET")]
    [InlineData("DELETE", "api/v1/management/backups/a", "HIVEMQ_SUPER_ADMIN")]
    public void Each_call_has_its_permission(string method, string path, string permission)
    {
        Assert.Equal(permission, RestPermission.Of(new HttpMethod(method), path));
    }

    [Fact]
    public async Task Missing_credentials_are_recommended()
    {
        Assert.Null((await ListFailsAsync(ErrorCode.HiveMQUnauthorized, 401, "")).Cause);
    }

    [Fact]
    public async Task A_broker_without_the_REST_API_recommends_to_enable_it()
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { RestApiEnabled = false });

        var failed = await Test.FailsAsync(ErrorCode.RestApiNotFound, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Null(failed.Cause);
    }

    [Theory]
    [InlineData("<html>\n<title>Log in</title></html>", "text/html", "<title>Log in</title>")]
    [InlineData("", "application/json", "no content")]
    [InlineData("   ", "application/json", "no content")]
    [InlineData("""{"items":[{"id":"a","sta""", "application/json", "\"sta")]
    [InlineData("""{"items":[{"id":"a"}]} trailing""", "application/json", "trailing")]
    [InlineData("""{"items":{}}""", "application/json", "items")]
    [InlineData("{}", "application/json", "{}")]
    [InlineData("null", "application/json", "null")]
    [InlineData("42", "application/json", "42")]
    public async Task A_success_that_is_no_list_is_quoted_with_status_and_type(string body, string contentType, string quoted)
    {
        var failed = await ListFailsAsync(ErrorCode.UnexpectedResponse, 200, body, contentType);

        Assert.Contains(" was 200", failed.Message, StringComparison.Ordinal);
        Assert.Contains(contentType, failed.Message, StringComparison.Ordinal);
        Assert.Contains(quoted, failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00x\"")]
    public async Task Text_that_is_no_Unicode_is_an_unexpected_response_or_shown_with_a_substitute(string id)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond($$"""{"items":[{"id":{{id}}}]}""");

        await ListedOrUnexpectedAsync(broker);
    }

    [Fact]
    public async Task A_reason_in_another_encoding_is_an_unexpected_response_or_shown_with_a_substitute()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Handle("/backups", context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes("""{"items":[{"id":"a","failReason":"Gerät voll"}]}""")).AsTask();
        });

        await ListedOrUnexpectedAsync(broker);
    }

    private static async Task ListedOrUnexpectedAsync(StandaloneBroker broker)
    {
        try
        {
            Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel));
        }
        catch (HiveMQBackupException e)
        {
            Assert.Equal(ErrorCode.UnexpectedResponse, e.Code);
        }
    }

    [Fact]
    public async Task A_long_page_is_cut_in_the_message()
    {
        var failed = await ListFailsAsync(ErrorCode.UnexpectedResponse, 200, "<html>" + new string('x', 100_000), "text/html");

        Assert.Contains(new string('x', 190), failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 201), failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escape_sequences_do_not_reach_the_terminal()
    {
        var failed = await ListFailsAsync(ErrorCode.HiveMQForbidden, 403, """{"message":"\u001b[31mred\u0007\u202e"}""");

        Assert.DoesNotContain('\u202e', failed.Message);
        Assert.Contains("red", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_without_end_is_not_read_to_the_end(bool announced)
    {
        const long Length = 65L * 1024 * 1024;
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Handle("/backups", async context =>
        {
            if (announced) context.Response.ContentLength = Length;
            var blanks = new byte[1024 * 1024];
            Array.Fill(blanks, (byte)' ');
            for (long sent = 0; sent < Length && !context.RequestAborted.IsCancellationRequested; sent += blanks.Length)
                await context.Response.Body.WriteAsync(blanks, context.RequestAborted);
        });

        var failed = await Test.FailsAsync(ErrorCode.UnexpectedResponse, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("more than 64 MB", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_page_without_end_is_quoted_by_its_beginning()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Handle("/backups", async context =>
        {
            context.Response.StatusCode = 500;
            var page = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(page, context.RequestAborted);
        });

        var failed = await Test.FailsAsync(ErrorCode.UnexpectedResponse, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("xxx", failed.Message, StringComparison.Ordinal);
        Assert.InRange(failed.Message.Length, 1, 1000);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_is_not_followed_and_says_where_it_leads(int status)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Handle("/management/backups", context =>
        {
            context.Response.StatusCode = status;
            var to = $"http://user:secret@127.0.0.1:{broker.Node.Address.Port}/login?signature=secret";
            context.Response.Headers.Location = to;
            return context.Response.WriteAsync($"<a href=\"{to}\">Moved</a>.");
        });

        var failed = await Test.FailsAsync(ErrorCode.UnexpectedResponse, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains($"a redirect to {broker.Node.Address}login", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.Message, StringComparison.Ordinal);
        Assert.Single(broker.Node.Requests);
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_is_unavailable_and_the_message_names_it()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        await broker.Node.DisposeAsync();

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains($"{broker.Session.Broker.Port}", failed.Message, StringComparison.Ordinal);
        Assert.NotNull(failed.InnerException);
    }

    [Fact]
    public async Task A_response_that_breaks_off_is_unavailable()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Handle("/backups", async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"items\":[");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));
    }
}
