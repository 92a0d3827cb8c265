using System.Net.WebSockets;
using HiveMQBackup.Client.Kubernetes.PortForward;
using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

/// <summary>SPDY in a WebSocket's binary messages: they may begin and end anywhere, and only SPDY says where the pod's data ends.</summary>
public sealed class SpdyInWebSocketTests
{
    private const string Refused = "error forwarding port 8081 to pod 4711, uid : connect: connection refused";
    private static readonly byte[] Hello = "hello, broker"u8.ToArray();

    private static Task<Stream> OpenAsync(FakeWebSocket socket) =>
        SpdyPortForward.OpenAsync(new WebSocketByteStream(socket, PodResource.PortForward), 8081, TimeProvider.System, Test.Cancel);

    private static Task<int> ReadAsync(Stream stream) => stream.ReadAsync(new byte[100], Test.Cancel).AsTask();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(1000)]
    public async Task Messages_may_split_frames_anywhere_and_be_empty(int length)
    {
        byte[] all = [.. Spdy.Accepted, .. Spdy.Data(Hello), .. Spdy.Control(6, 0, 0, 0, 2), .. Spdy.Data(Hello), .. Spdy.Ends];
        var socket = new FakeWebSocket();
        foreach (var piece in all.Chunk(length)) socket.Message(piece).Message();
        using var stream = await OpenAsync(socket.Close());

        Assert.Equal(Hello.Concat(Hello), await Spdy.ReadToEndAsync(stream));
    }

    // As Go's gorilla/websocket sends them: all of the content in the first fragment.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Messages_may_come_in_fragments_the_last_of_them_empty(int bufferLength)
    {
        var socket = new FakeWebSocket().Fragments(Spdy.Accepted, []).Fragments(Spdy.Data(Hello)[..10], Spdy.Data(Hello)[10..], []).Fragments(Spdy.Ends, []);
        using var stream = await OpenAsync(socket);

        Assert.Equal(Hello, await Spdy.ReadToEndAsync(stream, bufferLength));
    }

    // The reader's memory is all there is: what it does not read stays in the connection, and slows the sender.
    [Fact]
    public async Task Nothing_is_received_before_it_is_read()
    {
        var socket = new FakeWebSocket().Message(Spdy.Accepted).Message(Spdy.Data(Hello)).Message(Spdy.Data(Hello));
        using var stream = await OpenAsync(socket);

        Assert.Equal(4, await stream.ReadAsync(new byte[4], Test.Cancel));

        Assert.Equal(Spdy.Accepted.Length + 8 + 4, socket.Received);
    }

    [Fact]
    public async Task The_kubelets_error_text_is_the_error()
    {
        using var stream = await OpenAsync(new FakeWebSocket().Message(Spdy.Accepted).Message([.. Spdy.End(Spdy.DataStream), .. Spdy.Error(Refused)]));

        Assert.Equal(Refused, (await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream))).Message);
    }

    // The API server closes normally even when it has lost the kubelet.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_normal_close_before_the_ends_of_both_streams_is_no_end_of_file(bool isDataEnded)
    {
        var socket = new FakeWebSocket().Message(Spdy.Accepted).Message(Spdy.Data(Hello));
        if (isDataEnded) socket.Message(Spdy.End(Spdy.DataStream));
        using var stream = await OpenAsync(socket.Close());
        Assert.Equal(Hello.Length, await ReadAsync(stream));

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));

        Assert.Contains("ended unexpectedly", broken.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable, "going away")]
    [InlineData(WebSocketCloseStatus.InternalServerError, null)]
    public async Task A_close_for_another_reason_is_the_error_of_every_later_call(WebSocketCloseStatus status, string? why)
    {
        using var stream = await OpenAsync(new FakeWebSocket().Message(Spdy.Accepted).Close(status, why));

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));

        Assert.Contains($"status {(int)status}{(why is null ? "" : $" ({why})")}.", broken.Message, StringComparison.Ordinal);
        Assert.Same(broken, await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream)));
        Assert.Same(broken, await Assert.ThrowsAsync<PodStreamBrokenException>(() => stream.WriteAsync(new byte[1], Test.Cancel).AsTask()));
    }

    public static TheoryData<Exception> Breaks => [new WebSocketException(WebSocketError.ConnectionClosedPrematurely), new IOException("Connection reset by peer")];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_connection_that_breaks_is_no_end_of_file(Exception error)
    {
        using var stream = await OpenAsync(new FakeWebSocket().Message(Spdy.Accepted).Unfinished(Spdy.Data(Hello)[..9]).Break(error));
        Assert.Equal(1, await ReadAsync(stream));

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));
        await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task Text_is_never_taken_for_data()
    {
        using var stream = await OpenAsync(new FakeWebSocket().Message(Spdy.Accepted).Text(Spdy.Data(Hello)));

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task Each_frame_is_sent_as_a_message()
    {
        var socket = new FakeWebSocket().Message(Spdy.Accepted);
        using var stream = await OpenAsync(socket);

        await stream.WriteAsync(Hello, Test.Cancel);

        Assert.Equal(Spdy.Data(Hello), socket.Sent[^1]);
        Assert.Equal(2, socket.Sent.Count);
    }

    [Fact]
    public async Task A_write_that_fails_is_a_broken_tunnel()
    {
        var socket = new FakeWebSocket().Message(Spdy.Accepted);
        using var stream = await OpenAsync(socket);
        socket.SendFailure = new WebSocketException(WebSocketError.InvalidState);

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => stream.WriteAsync(new byte[1], Test.Cancel).AsTask());
    }

    [Fact]
    public async Task A_port_forward_that_is_not_accepted_leaves_no_connection()
    {
        var socket = new FakeWebSocket().Close(WebSocketCloseStatus.PolicyViolation);

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => OpenAsync(socket));

        Assert.Equal(WebSocketState.Closed, socket.State);
    }
}
