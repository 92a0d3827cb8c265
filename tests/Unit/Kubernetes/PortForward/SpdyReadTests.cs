using HiveMQBackup.Client.Kubernetes.PortForward;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

public sealed class SpdyReadTests
{
    private static readonly byte[] Hello = "hello, broker"u8.ToArray();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_small_buffer_gets_everything_piece_by_piece(int bufferLength)
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Data(Hello), Spdy.Data(Hello), Spdy.Ends);

        Assert.Equal(Hello.Concat(Hello), await Spdy.ReadToEndAsync(stream, bufferLength));
    }

    [Fact]
    public async Task Frames_may_come_byte_by_byte()
    {
        await using var connection = new FakeConnection { LongestRead = 1 };
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Data(Hello), Spdy.Control(6, 0, 0, 0, 2), Spdy.Data(Hello), Spdy.Ends);

        Assert.Equal(Hello.Concat(Hello), await Spdy.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task Many_frames_in_one_piece_are_told_apart()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes([.. Spdy.Data(Hello), .. Spdy.Data(), .. Spdy.Data(Hello), .. Spdy.Ends]);

        Assert.Equal(Hello.Concat(Hello), await Spdy.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task Data_in_the_frame_that_ends_the_stream_are_not_lost()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.End(Spdy.ErrorStream), Spdy.End(Spdy.DataStream, Hello));

        Assert.Equal(Hello, await Spdy.ReadToEndAsync(stream));
        Assert.Equal(0, await stream.ReadAsync(new byte[10], Test.Cancel));
    }

    [Fact]
    public async Task Settings_goodbyes_and_unknown_frames_are_no_data()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Control(4, 0, 0, 0, 0), Spdy.Control(9, 0, 0, 0, 3, 0, 0, 1, 0), Spdy.Data(Hello), Spdy.Control(7, 0, 0, 0, 3, 0, 0, 0, 0));
        connection.Bytes(Spdy.Control(200, 1, 2, 3, 4), Spdy.Ends);

        Assert.Equal(Hello, await Spdy.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task A_read_into_no_memory_loses_nothing()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Data(Hello), Spdy.Ends);

        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Test.Cancel));
        Assert.Equal(Hello, await Spdy.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task A_large_frame_is_read_whole()
    {
        var large = new byte[1_000_000];
        new Random(1).NextBytes(large);
        await using var connection = new FakeConnection { LongestRead = 16_384 };
        using var stream = await Spdy.OpenAsync(connection);
        connection.Bytes(Spdy.Data(large), Spdy.Ends);

        Assert.Equal(large, await Spdy.ReadToEndAsync(stream, 80_000));
    }

    public static TheoryData<byte[], byte[]> Halves => new()
    {
        { Spdy.Data(Hello)[..3], Spdy.Data(Hello)[3..] },
        { Spdy.Data(Hello)[..12], Spdy.Data(Hello)[12..] },
        { Spdy.Control(6, 0, 0, 0, 2)[..9], [.. Spdy.Control(6, 0, 0, 0, 2)[9..], .. Spdy.Data(Hello)] },
    };

    [Theory]
    [MemberData(nameof(Halves))]
    public async Task Reading_after_a_cancelled_read_continues_where_it_was(byte[] before, byte[] after)
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        using var cancel = new CancellationTokenSource();
        connection.Bytes(before);
        var buffer = new byte[100];
        var got = before.Length > 8 && before[0] == 0 ? await stream.ReadAsync(buffer, Test.Cancel) : 0;
        var read = stream.ReadAsync(buffer.AsMemory(got), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        connection.Bytes(after, Spdy.Ends);

        Assert.Equal(Hello, buffer[..got].Concat(await Spdy.ReadToEndAsync(stream)));
    }

    [Fact]
    public async Task Opening_waits_until_the_kubelet_has_taken_the_stream_of_the_data()
    {
        await using var connection = new FakeConnection();
        var opening = SpdyPortForward.OpenAsync(connection.Bytes(Spdy.Control(2, 0, 0, 0, Spdy.ErrorStream)), 8081, TimeProvider.System, Test.Cancel);
        Assert.False(opening.IsCompleted);

        connection.Bytes(Spdy.Control(2, 0, 0, 0, Spdy.DataStream));

        using var stream = await opening;
        Assert.True(stream.CanWrite);
    }
}
