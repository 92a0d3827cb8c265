using System.Net.WebSockets;
using HiveMQBackup.Client.Kubernetes.PortForward;
using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

public sealed class WebSocketPortForwardFailureTests
{
    private const string Refused = "error forwarding port 8081 to pod 4711, uid : connect: connection refused";

    private static Task<int> ReadAsync(WebSocketPortForward stream) => stream.ReadAsync(new byte[100], Test.Cancel).AsTask();

    [Fact]
    public async Task The_kubelets_error_text_is_kept_as_it_is()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Error(Refused)).Close());

        var error = await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));

        Assert.Equal(Refused, error.Message);
    }

    [Fact]
    public async Task An_error_behind_the_port_in_the_same_message_is_one()
    {
        var socket = new FakeWebSocket().Message(Frames.DataPort).Message([.. Frames.ErrorPort, .. "refused"u8]).Close();
        using var stream = new WebSocketPortForward(socket);

        var error = await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));

        Assert.Equal("refused", error.Message);
    }

    [Fact]
    public async Task An_error_text_may_be_split_inside_of_a_character()
    {
        var bytes = Frames.Error("Verbindung zurückgesetzt: größer als 1 ½");
        var socket = Frames.Opened().Fragments([.. bytes.Select(b => new[] { b })]).Close();
        using var stream = new WebSocketPortForward(socket);

        var error = await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));

        Assert.Equal("Verbindung zurückgesetzt: größer als 1 ½", error.Message);
    }

    [Fact]
    public async Task An_endless_error_text_is_cut()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Error(new string('x', 1_000_000))).Close());

        var error = await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));

        Assert.StartsWith("xxx", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length <= 4096);
    }

    [Fact]
    public async Task Data_before_an_error_is_read_first_and_the_error_is_no_end_of_file()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Data(1, 2, 3)).Message(Frames.Error(Refused)).Close());

        Assert.Equal(3, await ReadAsync(stream));
        await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task A_lost_tunnel_has_the_same_error_for_every_later_call()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Error(Refused)).Message(Frames.Data(1)).Close());
        var first = await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream));

        Assert.Same(first, await Assert.ThrowsAsync<PodStreamErrorException>(() => ReadAsync(stream)));
        Assert.Same(first, await Assert.ThrowsAsync<PodStreamErrorException>(() => stream.WriteAsync(new byte[1], Test.Cancel).AsTask()));
    }

    [Theory]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable, "going away")]
    [InlineData(WebSocketCloseStatus.InternalServerError, null)]
    [InlineData((WebSocketCloseStatus)4000, "own code")]
    [InlineData(null, null)]
    public async Task A_close_that_is_not_normal_is_no_end_of_file(WebSocketCloseStatus? status, string? why)
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(Frames.Data(1)).Close(status, why));
        Assert.Equal(1, await ReadAsync(stream));

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));

        if (status is { } code) Assert.Contains($"{(int)code}", broken.Message, StringComparison.Ordinal);
        if (why is not null) Assert.Contains(why, broken.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));
    }

    public static TheoryData<string> Breaks => ["before the port", "inside the port", "between messages", "inside a message", "inside an error"];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_tunnel_that_breaks_is_no_end_of_file(string when)
    {
        var socket = when switch
        {
            "before the port" => new FakeWebSocket(),
            "inside the port" => new FakeWebSocket().Unfinished(0, 0x91),
            "between messages" => Frames.Opened(),
            "inside a message" => Frames.Opened().Unfinished(0),
            _ => Frames.Opened().Unfinished(1, (byte)'e'),
        };
        using var stream = new WebSocketPortForward(socket.Break());

        await Assert.ThrowsAnyAsync<PodStreamException>(() => ReadAsync(stream));
        await Assert.ThrowsAnyAsync<PodStreamException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_a_broken_tunnel()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Break(new IOException("Connection reset by peer")));

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));

        Assert.IsType<IOException>(broken.InnerException);
    }

    [Fact]
    public async Task A_close_in_the_middle_of_a_message_keeps_its_status()
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Unfinished(0, 1).Close(WebSocketCloseStatus.ProtocolError, "framing"));
        Assert.Equal(1, await ReadAsync(stream));

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));

        Assert.Contains("1002", broken.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(255)]
    public async Task An_unknown_channel_is_never_taken_for_data(byte channel)
    {
        using var stream = new WebSocketPortForward(Frames.Opened().Message(channel, 1, 2, 3).Close());

        var broken = await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));

        Assert.Contains($"{channel}", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_was_disposed_is_broken_for_its_reader()
    {
        var stream = new WebSocketPortForward(Frames.Opened());
        await stream.DisposeAsync();

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => ReadAsync(stream));
    }
}
