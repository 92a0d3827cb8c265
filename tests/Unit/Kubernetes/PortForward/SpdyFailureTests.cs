using HiveMQBackup.Client.Kubernetes.PortForward;
using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

public sealed class SpdyFailureTests
{
    private const string Refused = "error forwarding port 8081 to pod 4711, uid : connect: connection refused";

    private static Task<int> ReadAsync(Stream stream) => stream.ReadAsync(new byte[100], Test.Cancel).AsTask();

    [Fact]
    public async Task The_kubelets_error_text_is_in_the_error_of_every_later_call()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Error(Refused), Spdy.Ends);

        var error = await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));

        Assert.Equal(Refused, error.Message);
        Assert.Same(error, await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream)));
        Assert.Same(error, await Assert.ThrowsAsync<PodStreamErrorException>(() => stream.WriteAsync(new byte[1], Test.Cancel).AsTask()));
    }

    // containerd ends the data first and sends the reason afterwards.
    [Fact]
    public async Task An_error_after_the_end_of_the_data_is_no_end_of_file()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Data(1, 2, 3), Spdy.End(Spdy.DataStream), Spdy.Error(Refused), Spdy.End(Spdy.ErrorStream));

        Assert.Equal(3, await ReadAsync(stream));
        await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task An_endless_error_text_is_cut()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Error(new string('x', 1_000_000)));

        var error = await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));

        Assert.InRange(error.Message.Length, 100, 4096);
    }

    public static TheoryData<byte[]> Before => new()
    {
        Array.Empty<byte>(),
        Spdy.Data(1)[..4],
        Spdy.Data(1, 2)[..9],
        Spdy.Control(6, 0, 0, 0, 2)[..10],
        Spdy.End(Spdy.DataStream),
        Spdy.End(Spdy.ErrorStream),
        Spdy.Control(7, 0, 0, 0, 3, 0, 0, 0, 0),
    };

    [Theory]
    [MemberData(nameof(Before))]
    public async Task A_connection_that_just_ends_is_no_end_of_file(byte[] before)
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(before).End();

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => Spdy.ReadToEndAsync(stream));
        await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_a_broken_tunnel()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Break(new IOException("Connection reset by peer"));

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));

        Assert.IsType<IOException>(broken.InnerException);
    }

    [Fact]
    public async Task A_stream_that_the_kubelet_resets_is_broken()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Control(3, 0, 0, 0, Spdy.DataStream, 0, 0, 0, 5));

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task A_kubelet_that_rejects_the_streams_ends_the_opening()
    {
        await using var connection = new FakeConnection().Bytes(Spdy.Control(3, 0, 0, 0, Spdy.ErrorStream, 0, 0, 0, 3));

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => SpdyPortForward.OpenAsync(connection, 8081, TimeProvider.System, Test.Cancel));
    }

    public static TheoryData<byte[]> Foreign => new()
    {
        "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(),
        new byte[] { 0x80, 2, 0, 6, 0, 0, 0, 4, 0, 0, 0, 2 },
        Spdy.Frame(5, 0, [1, 2, 3]),
        Spdy.Control(6),
        Spdy.Control(8, new byte[100_000]),
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Other_bytes_are_never_taken_for_data(byte[] bytes)
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(bytes, Spdy.Ends).End();

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));

        Assert.Contains("SPDY/3.1", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_was_disposed_is_broken_for_its_reader()
    {
        await using var connection = new FakeConnection();
        var stream = await Spdy.OpenAsync(connection);
        await stream.DisposeAsync();

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task A_write_that_fails_is_a_broken_tunnel()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.SendFailure = new IOException("Broken pipe");

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => stream.WriteAsync(new byte[1], Test.Cancel).AsTask());
    }
}
