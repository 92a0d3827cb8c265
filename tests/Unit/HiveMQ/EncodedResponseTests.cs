using System.IO.Compression;
using System.Text;
using HiveMQBackup.Client;

namespace HiveMQBackup.Unit.HiveMQ;

/// <summary>Responses that a proxy has compressed on the way.</summary>
public sealed class EncodedResponseTests
{
    private static readonly byte[] List = Encoding.UTF8.GetBytes("""{"items":[{"id":"a"}]}""");

    private static byte[] Encoded(string encoding, byte[] plain)
    {
        using var buffer = new MemoryStream();
        using (Stream encoder = encoding switch
        {
            "deflate" => new ZLibStream(buffer, CompressionLevel.Fastest),
            "br" => new BrotliStream(buffer, CompressionLevel.Fastest),
            _ => new GZipStream(buffer, CompressionLevel.Fastest),
        })
        {
            encoder.Write(plain);
        }
        return buffer.ToArray();
    }

    private static async Task<StandaloneBroker> StartAsync(string encoding, byte[] body, int status = 200)
    {
        var broker = await StandaloneBroker.StartAsync();
        broker.Handle("/backups", context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = encoding;
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body).AsTask();
        });
        return broker;
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_list_is_read(string encoding)
    {
        await using var broker = await StartAsync(encoding, Encoded(encoding, List));

        Assert.Equal("a", Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel)).Id);
    }

    [Fact]
    public async Task A_list_that_is_compressed_twice_is_read()
    {
        await using var broker = await StartAsync("br, gzip", Encoded("gzip", Encoded("br", List)));

        Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task A_compressed_error_is_quoted()
    {
        await using var broker = await StartAsync("gzip", Encoded("gzip", Encoding.UTF8.GetBytes("""{"message":"words of the proxy"}""")), 403);

        var failed = await Test.FailsAsync(ErrorCode.HiveMQForbidden, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("words of the proxy", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", 200)]
    [InlineData("deflate", 200)]
    [InlineData("br", 200)]
    [InlineData("gzip", 403)]
    public async Task A_response_that_does_not_match_its_encoding_is_a_clear_error(string encoding, int status)
    {
        await using var broker = await StartAsync(encoding, List, status);

        var failed = await Assert.ThrowsAsync<HiveMQBackupException>(() => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains(broker.Node.Address.Authority, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_encoding_is_named()
    {
        await using var broker = await StartAsync("zstd", List);

        var failed = await Assert.ThrowsAsync<HiveMQBackupException>(() => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("zstd", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_response_that_expands_without_end_is_not_read_to_the_end()
    {
        await using var broker = await StartAsync("gzip", Encoded("gzip", Encoding.ASCII.GetBytes(new string(' ', 70_000_000))));

        await Test.FailsAsync(ErrorCode.UnexpectedResponse, () => broker.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_that_does_not_match_its_encoding_leaves_nothing()
    {
        using var folder = new TempFolder();
        var clock = new AutoAdvancingClock { Skips = due => due <= TimeSpan.FromSeconds(15) };
        await using var broker = await StandaloneBroker.StartAsync(time: clock);
        broker.Node.Backups.Add("a", DateTimeOffset.UnixEpoch, 1000);
        broker.Handle("/files/", context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(new byte[1000]).AsTask();
        });

        await Assert.ThrowsAsync<HiveMQBackupException>(() => Downloads.SaveAsync(broker.Api, "a", folder));

        Assert.Empty(folder.Names);
    }
}
