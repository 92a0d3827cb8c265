using HiveMQBackup.Client.Kubernetes.PortForward;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

public sealed class WebSocketPortForwardReadTests
{
    private static readonly byte[] Hello = "hello, broker"u8.ToArray();

    [Fact]
    public async Task The_port_messages_are_no_data()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Data(Hello)).Close());

        Assert.Equal(Hello, await Frames.ReadToEndAsync(stream));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_small_buffer_gets_everything_piece_by_piece(int bufferLength)
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Data(Hello)).Message(Frames.Data(Hello)).Close());

        Assert.Equal(Hello.Concat(Hello), await Frames.ReadToEndAsync(stream, bufferLength));
    }

    [Fact]
    public async Task Port_bytes_may_come_in_a_message_each()
    {
        var socket = new FakeWebSocket().Message(0, 0x91).Message(1, 0x91).Message(1, 0x1F).Message(0, 0x1F);
        using var stream = new WebSocketPortForward(socket.Message(Frames.Data(Hello)).Close());

        Assert.Equal(Hello, await Frames.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task Port_messages_may_come_in_fragments_of_a_byte_and_of_none()
    {
        var socket = new FakeWebSocket().Fragments([], [0], [], [0x91], [0x1F], []).Fragments([1], [0x91], [], [0x1F]);
        using var stream = new WebSocketPortForward(socket.Message(Frames.Data(Hello)).Close());

        Assert.Equal(Hello, await Frames.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task Data_behind_the_port_in_the_same_message_is_not_lost()
    {
        using var stream = new WebSocketPortForward(new FakeWebSocket().Message([.. Frames.DataPort, .. Hello]).Message(Frames.ErrorPort).Close());

        Assert.Equal(Hello, await Frames.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task Data_before_the_error_channels_port_is_read()
    {
        var socket = new FakeWebSocket().Message(Frames.DataPort).Message(Frames.Data(Hello)).Message(Frames.ErrorPort).Message(Frames.Data(Hello));
        using var stream = new WebSocketPortForward(socket.Close());

        Assert.Equal(Hello.Concat(Hello), await Frames.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task Only_the_first_byte_of_a_message_is_its_channel()
    {
        var socket = Frames.Opened().Fragments([0, 7], [0, 8], [], [1, 9]).Close();
        using var stream = new WebSocketPortForward(socket);

        Assert.Equal(new byte[] { 7, 0, 8, 1, 9 }, await Frames.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task Messages_without_data_are_no_end_of_file()
    {
        var socket = Frames.Opened().Message().Message(0).Fragments([0], [], []).Message(Frames.Data(Hello)).Message(1).Close();
        using var stream = new WebSocketPortForward(socket);

        Assert.Equal(Hello, await Frames.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task The_servers_normal_close_is_the_end_of_file_and_stays_so()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Data(Hello)).Close());
        await Frames.ReadToEndAsync(stream);

        Assert.Equal(0, await stream.ReadAsync(new byte[10], Test.Cancel));
        Assert.Equal(0, await stream.ReadAsync(new byte[10], Test.Cancel));
    }

    [Fact]
    public async Task A_read_into_no_memory_loses_nothing()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Data(Hello)).Close());

        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Test.Cancel));
        Assert.Equal(Hello, await Frames.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task A_large_message_is_read_whole()
    {
        var large = new byte[1_000_000];
        new Random(1).NextBytes(large);
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Data(large)).Close());

        Assert.Equal(large, await Frames.ReadToEndAsync(stream, 80_000));
    }

    [Fact]
    public async Task A_read_can_be_cancelled_while_nothing_comes()
    {
        using var stream = new WebSocketPortForward(Frames.Opened());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var read = stream.ReadAsync(new byte[10], cancel.Token).AsTask();
        Assert.False(read.IsCompleted);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public async Task Reading_after_a_cancelled_read_continues_where_it_was()
    {
        var socket = Frames.Opened().Unfinished(0, 1, 2);
        using var stream = new WebSocketPortForward(socket);
        using var cancel = new CancellationTokenSource();
        var buffer = new byte[10];
        Assert.Equal(2, await stream.ReadAsync(buffer, Test.Cancel));
        var read = stream.ReadAsync(buffer, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        socket.Message(3, 4).Close();

        Assert.Equal(new byte[] { 3, 4 }, await Frames.ReadToEndAsync(stream));
    }

    [Fact]
    public void Nothing_blocks_a_thread()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Data(Hello)));

        Assert.Throws<NotSupportedException>(() => stream.Read(new byte[1], 0, 1));
        Assert.Throws<NotSupportedException>(() => stream.Write(new byte[1], 0, 1));
    }
}
