using System.IO.Compression;
using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Unit.Zip;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>What cannot be known to be whole is not saved.</summary>
public sealed class IncompleteDownloadTests : IDisposable
{
    private const string Id = "20200506-081317";
    private const string UntilClose = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n";

    private readonly TempFolder _folder = new();
    private readonly AutoAdvancingClock _clock = new() { Skips = due => due <= TimeSpan.FromSeconds(15) };

    public void Dispose() => _folder.Dispose();

    private static Backup Listed(long? bytes) => new(Id, DateTimeOffset.UnixEpoch, bytes, "COMPLETED", null);

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static string Chunked(byte[] bytes, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n{headers}\r\n"
        + $"{bytes.Length:x}\r\n{Text(bytes)}\r\n0\r\n\r\n";

    private static string Sized(byte[] bytes) => $"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\nContent-Length: {bytes.Length}\r\n\r\n{Text(bytes)}";

    private static byte[] Gzip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(bytes);
        return memory.ToArray();
    }

    private async Task<SavedBackup> SaveAsync(RawServer server, long? listed = null, SaveOptions? options = null)
    {
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = server.Address }, null, _clock, Log.None, Test.Cancel);
        return await Downloads.SaveAsync(session.Api, Listed(listed), options ?? new SaveOptions(_folder.Path, null, false));
    }

    private async Task SavesAsync(RawServer server, byte[] content, long? listed = null)
    {
        var saved = await SaveAsync(server, listed);

        Assert.Equal(content, await File.ReadAllBytesAsync(saved.Path, Test.Cancel));
        Assert.Single(_folder.Names);
    }

    private async Task<HiveMQBackupException> FailsAsync(RawServer server, long? listed = null)
    {
        var failed = await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => SaveAsync(server, listed));
        Assert.Empty(_folder.Names);
        Assert.Contains(Id, failed.Message, StringComparison.Ordinal);
        return failed;
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_whole_archive_that_ends_with_the_connection_is_saved(int entries)
    {
        var zip = Zips.Of(entries);
        await using var server = new RawServer(_ => $"{UntilClose}\r\n{Text(zip)}");

        await SavesAsync(server, zip);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(300)]
    public async Task An_archive_whose_end_is_missing_is_not_saved(int missing)
    {
        var zip = Zips.Of(3);
        await using var server = new RawServer(_ => $"{UntilClose}\r\n{Text(zip[..^missing])}");

        var failed = await FailsAsync(server);

        Assert.Contains("end of the archive is missing", failed.Message, StringComparison.Ordinal);
        Assert.Contains($"{zip.Length - missing} of an unknown number of bytes", failed.Message, StringComparison.Ordinal);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_next_attempt_may_get_the_whole_archive()
    {
        var zip = Zips.Of(3);
        var attempts = 0;
        await using var server = new RawServer(_ => $"{UntilClose}\r\n{Text(++attempts == 1 ? zip[..^100] : zip)}");

        await SavesAsync(server, zip);
    }

    // A gateway that had received only a part states the length of that.
    [Fact(Timeout = Test.Limit)]
    public async Task An_archive_without_its_end_is_not_saved_even_where_the_length_in_the_response_came()
    {
        await using var server = new RawServer(_ => Sized(Zips.Of(3)[..^100]));

        var failed = await FailsAsync(server);

        Assert.Contains("end of the archive is missing", failed.Message, StringComparison.Ordinal);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task After_the_length_of_a_part_the_next_attempt_may_get_the_whole_archive()
    {
        var zip = Zips.Of(3);
        var attempts = 0;
        await using var server = new RawServer(_ => Sized(++attempts == 1 ? zip[..^100] : zip));

        await SavesAsync(server, zip);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_attempt_may_get_the_rest_of_the_archive(bool namesLength)
    {
        var zip = Zips.Of(3);
        var part = zip.Length - 100;
        var attempts = 0;
        await using var server = new RawServer(_ => ++attempts == 1
            ? $"{UntilClose}\r\n{Text(zip[..part])}"
            : $"HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Length: 100\r\n"
                + $"Content-Range: bytes {part}-{zip.Length - 1}/{(namesLength ? zip.Length : "*")}\r\n\r\n{Text(zip[part..])}");

        await SavesAsync(server, zip);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_of_another_kind_that_ends_with_the_connection_is_an_error_at_once_that_says_what_is_missing()
    {
        await using var server = new RawServer(_ => $"{UntilClose}\r\n{new string('x', 5000)}");

        var failed = await FailsAsync(server);

        Assert.Contains("5000 bytes", failed.Message, StringComparison.Ordinal);
        Assert.Contains("neither the list nor the response has a size", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.UnknownLength>(failed.Cause);
        Assert.Single(server.Requests);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_of_any_kind_is_saved_where_its_listed_size_came()
    {
        var content = Encoding.ASCII.GetBytes(new string('x', 5000));
        await using var server = new RawServer(_ => $"{UntilClose}\r\n{Text(content)}");

        await SavesAsync(server, content, listed: 5000);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_of_any_kind_is_saved_where_its_last_chunk_came()
    {
        var content = Encoding.ASCII.GetBytes(new string('x', 5000));
        await using var server = new RawServer(_ => Chunked(content));

        await SavesAsync(server, content);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Chunks_that_do_not_end_are_no_file()
    {
        await using var server = new RawServer(_ => Chunked(new byte[5000])[..^5]);

        await FailsAsync(server);
    }

    // A gateway ends the chunks cleanly although the broker's connection broke.
    [Fact(Timeout = Test.Limit)]
    public async Task An_archive_without_its_end_is_not_saved_even_where_the_last_chunk_came()
    {
        await using var server = new RawServer(_ => Chunked(Zips.Of(3)[..^100]));

        await FailsAsync(server);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_encoded_archive_of_unknown_size_is_saved_where_its_end_is_there(bool isWhole)
    {
        var zip = Zips.Of(3);
        await using var server = new RawServer(_ => Chunked(Gzip(isWhole ? zip : zip[..^1]), "Content-Encoding: gzip\r\n"));

        if (isWhole) await SavesAsync(server, zip);
        else await FailsAsync(server);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("")]
    [InlineData("Content-Length: 300\r\n")]
    public async Task An_encoded_file_of_another_kind_and_of_unknown_size_is_an_error(string length)
    {
        var gzip = Gzip(new byte[5000]);
        await using var server = new RawServer(_ => $"{UntilClose}Content-Encoding: gzip\r\n{length.Replace("300", $"{gzip.Length}", StringComparison.Ordinal)}\r\n{Text(gzip)}");

        await FailsAsync(server);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("Content-Length: 0\r\n\r\n")]
    [InlineData("Connection: close\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    public async Task A_response_without_content_is_no_backup(string rest)
    {
        await using var server = new RawServer(_ => $"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n{rest}");

        var failed = await FailsAsync(server);

        Assert.Contains("no content", failed.Message, StringComparison.Ordinal);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task After_a_response_without_content_the_next_one_is_used()
    {
        var attempts = 0;
        await using var server = new RawServer(_ => ++attempts == 1
            ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            : "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");

        await SavesAsync(server, "abc"u8.ToArray());
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_that_is_listed_with_no_bytes_is_not_requested()
    {
        await using var server = new RawServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        var failed = await FailsAsync(server, listed: 0);

        Assert.Contains("0 bytes", failed.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_existing_file_survives_what_cannot_be_known_to_be_whole()
    {
        var path = _folder.Write("mine", "precious");
        await using var server = new RawServer(_ => $"{UntilClose}\r\nxyz");

        await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => SaveAsync(server, options: new SaveOptions(_folder.Path, "mine", true)));

        Assert.Equal("precious", await File.ReadAllTextAsync(path, Test.Cancel));
        Assert.Single(_folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_length_that_changes_between_two_responses_is_not_blamed_on_the_list()
    {
        var attempts = 0;
        await using var server = new RawServer(_ => ++attempts == 1
            ? "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nabc"
            : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabcde");

        var failed = await Test.FailsAsync(ErrorCode.SizeMismatch, () => SaveAsync(server));

        Assert.Contains("an earlier response said 10 bytes", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }
}
