using System.Net.WebSockets;
using HiveMQBackup.Client.Kubernetes.PortForward;
using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

public sealed class WebSocketPortForwardWriteTests
{
    private const int Longest = 32 * 1024;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(Longest - 1, 1)]
    [InlineData(Longest, 1)]
    [InlineData(Longest + 1, 2)]
    [InlineData(100_000, 4)]
    public async Task A_write_goes_out_in_data_messages_of_at_most_32_KB(int length, int messages)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);
        var socket = Frames.Opened();
        using var stream = new WebSocketPortForward(socket);

        await stream.WriteAsync(data, Test.Cancel);

        Assert.Equal(messages, socket.Sent.Count);
        Assert.All(socket.Sent, message => Assert.Equal(0, message[0]));
        Assert.All(socket.Sent, message => Assert.InRange(message.Length, 2, Longest + 1));
        Assert.Equal(data, socket.Sent.SelectMany(message => message.Skip(1)));
    }

    [Fact]
    public async Task Nothing_to_write_sends_nothing()
    {
        var socket = Frames.Opened();
        using var stream = new WebSocketPortForward(socket);

        await stream.WriteAsync(ReadOnlyMemory<byte>.Empty, Test.Cancel);
        await stream.FlushAsync(Test.Cancel);

        Assert.Empty(socket.Sent);
    }

    [Fact]
    public async Task Writes_need_no_read_before()
    {
        var socket = new FakeWebSocket();
        using var stream = new WebSocketPortForward(socket);

        await stream.WriteAsync("GET"u8.ToArray(), Test.Cancel);

        Assert.Equal([0, (byte)'G', (byte)'E', (byte)'T'], Assert.Single(socket.Sent));
    }

    [Fact]
    public async Task A_lost_connection_is_a_broken_tunnel_for_the_writer_and_the_reader()
    {
        var socket = Frames.Opened().Message(Frames.Data(1));
        socket.SendFailure = new WebSocketException(WebSocketError.InvalidState);
        using var stream = new WebSocketPortForward(socket);

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => stream.WriteAsync(new byte[3], Test.Cancel).AsTask());

        Assert.Same(broken, await Assert.ThrowsAsync<PodStreamBrokenException>(() => stream.ReadAsync(new byte[3], Test.Cancel).AsTask()));
    }

    [Fact]
    public async Task A_write_can_be_cancelled()
    {
        var socket = Frames.Opened();
        using var stream = new WebSocketPortForward(socket);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.WriteAsync(new byte[3], new CancellationToken(canceled: true)).AsTask());

        Assert.Empty(socket.Sent);
    }
}
