using System.Net.WebSockets;
using System.Text;
using HiveMQBackup.Client.Kubernetes.Exec;
using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Unit.Kubernetes.Exec;

/// <summary>A command ends with the status that the kubelet sends, and with nothing else; both protocols say the same.</summary>
public sealed class ExecStreamTests
{
    private const int ErrorId = 1;
    private const int InputId = 3;
    private const int OutputId = 5;
    private const int ErrorOutputId = 7;
    private const string Success = """{"status":"Success"}""";
    private const string Code20 = """{"status":"Failure","reason":"NonZeroExitCode","message":"command terminated with exit code 20","details":{"causes":[{"reason":"ExitCode","message":"20"}]}}""";
    private const string NotStarted = """{"status":"Failure","message":"executable file not found in $PATH","reason":"InternalError","details":{"causes":[{"message":"executable file not found"}]}}""";

    [Theory]
    [InlineData(true, Success, 0)]
    [InlineData(true, Code20, 20)]
    [InlineData(false, Success, 0)]
    [InlineData(false, Code20, 20)]
    public async Task The_outputs_and_the_exit_code_are_the_result(bool spdy, string status, int code)
    {
        var result = await RunAsync(spdy, (1, "free "), (2, "warning"), (1, "space"), (3, status));

        Assert.Equal(new PodCommandResult(code, "free space", "warning"), result);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_of_the_kubelet_is_no_exit_code(bool spdy)
    {
        var failed = await Assert.ThrowsAsync<PodStreamErrorException>(() => RunAsync(spdy, (3, NotStarted)));

        Assert.Equal("executable file not found in $PATH", failed.Message);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "")]
    [InlineData(true, """{"status":"Succ""")]
    [InlineData(true, "<html>")]
    [InlineData(false, null)]
    [InlineData(false, "")]
    [InlineData(false, """{"status":"Succ""")]
    [InlineData(false, "<html>")]
    public async Task An_end_without_a_whole_status_is_a_broken_connection(bool spdy, string? status) => await Assert.ThrowsAsync<PodStreamBrokenException>(
        () => RunAsync(spdy, status is null ? [(1, "all is well")] : [(1, "all is well"), (3, status)]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_just_ends_is_no_success_even_after_a_status(bool spdy)
    {
        await Assert.ThrowsAsync<PodStreamBrokenException>(() => RunAsync(spdy, isCut: true, (1, "x")));
        await Assert.ThrowsAsync<PodStreamBrokenException>(() => RunAsync(spdy, isCut: true, (3, Success)));
        await Assert.ThrowsAsync<PodStreamBrokenException>(() => RunAsync(spdy, isCut: true));
    }

    [Fact]
    public async Task A_websocket_that_is_closed_with_an_error_is_no_success() => await Assert.ThrowsAsync<PodStreamBrokenException>(() => PodCommand.RunAsync(
        new WebSocketExec(new FakeWebSocket().Message(Channel(3, Success)).Close(WebSocketCloseStatus.InternalServerError, "proxy error")), null, Test.Cancel));

    [Fact]
    public async Task An_unknown_channel_is_an_error() => await Assert.ThrowsAsync<PodStreamBrokenException>(() => PodCommand.RunAsync(
        new WebSocketExec(new FakeWebSocket().Message(Channel(9, "x")).Close()), null, Test.Cancel));

    [Fact]
    public async Task A_status_in_fragments_is_read_as_one()
    {
        var json = Encoding.UTF8.GetBytes(Code20);
        var socket = new FakeWebSocket().Message(1).Message(2).Message(3).Fragments([3], json[..10], [], json[10..]).Close();

        Assert.Equal(20, (await PodCommand.RunAsync(new WebSocketExec(socket), null, Test.Cancel)).ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endless_output_is_cut(bool spdy)
    {
        var result = await RunAsync(spdy, (1, new string('x', 100_000)), (2, new string('y', 100_000)), (3, Success));

        Assert.Equal((65_536, 4_096), (result.Output.Length, result.ErrorOutput.Length));
    }

    [Fact]
    public async Task The_streams_over_spdy_are_error_input_output_and_error_output_and_the_input_has_an_end()
    {
        await using var connection = new FakeConnection();
        using var exec = await SpdyExec.OpenAsync(connection.Bytes(Accepted), TimeProvider.System, Test.Cancel);
        var opened = connection.Sent.Length;

        await exec.WriteAsync("abc"u8.ToArray(), Test.Cancel);
        await exec.CompleteInputAsync(Test.Cancel);

        Assert.Equal([.. Spdy.Frame(InputId, 0, "abc"u8.ToArray()), .. Spdy.End(InputId)], connection.Sent[opened..]);
    }

    [Fact]
    public async Task Input_over_a_websocket_has_its_channel_in_every_message_and_no_end()
    {
        var socket = new FakeWebSocket();
        using var exec = new WebSocketExec(socket);

        await exec.WriteAsync(new byte[40_000], Test.Cancel);
        await exec.CompleteInputAsync(Test.Cancel);

        Assert.Equal([32_769, 7_233], socket.Sent.Select(message => message.Length));
        Assert.All(socket.Sent, message => Assert.Equal(0, message[0]));
    }

    [Fact]
    public async Task A_command_that_fails_early_ends_although_its_input_is_not_read()
    {
        await using var connection = new FakeConnection();
        using var exec = await SpdyExec.OpenAsync(connection.Bytes(Accepted), TimeProvider.System, Test.Cancel);
        connection.Bytes(Text(ErrorOutputId, "disk full"), Text(ErrorId, Code20), Spdy.End(OutputId), Spdy.End(ErrorId));

        var result = await PodCommand.RunAsync(exec, (_, cancel) => Task.Delay(Timeout.Infinite, cancel), Test.Cancel);

        Assert.Equal((20, "disk full"), (result.ExitCode, result.ErrorOutput));
    }

    [Fact]
    public async Task An_input_that_cannot_be_read_ends_the_command()
    {
        await using var connection = new FakeConnection();
        using var exec = await SpdyExec.OpenAsync(connection.Bytes(Accepted), TimeProvider.System, Test.Cancel);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => PodCommand.RunAsync(exec, (_, _) => Task.FromException(new UnauthorizedAccessException()), Test.Cancel));
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_streams_are_accepted_is_broken()
    {
        await using var connection = new FakeConnection();
        connection.Bytes(Accepted[..20]).End();

        await Assert.ThrowsAsync<PodStreamBrokenException>(() => SpdyExec.OpenAsync(connection, TimeProvider.System, Test.Cancel));
    }

    private static byte[] Accepted => [.. new[] { ErrorId, InputId, OutputId, ErrorOutputId }.SelectMany(id => Spdy.Control(2, 0, 0, 0, (byte)id))];

    private static byte[] Text(int stream, string text) => Spdy.Frame(stream, 0, Encoding.UTF8.GetBytes(text));

    private static byte[] Channel(byte channel, string text) => [channel, .. Encoding.UTF8.GetBytes(text)];

    private static Task<PodCommandResult> RunAsync(bool spdy, params (byte Channel, string Text)[] pieces) => RunAsync(spdy, isCut: false, pieces);

    // The channels are those of a WebSocket: 1 output, 2 error output, 3 status.
    private static async Task<PodCommandResult> RunAsync(bool spdy, bool isCut, params (byte Channel, string Text)[] pieces)
    {
        if (!spdy)
        {
            var socket = new FakeWebSocket().Message(1).Message(2).Message(3);
            foreach (var (channel, text) in pieces) socket.Message(Channel(channel, text));
            return await PodCommand.RunAsync(new WebSocketExec(isCut ? socket.Break() : socket.Close()), null, Test.Cancel);
        }
        await using var connection = new FakeConnection();
        using var exec = await SpdyExec.OpenAsync(connection.Bytes(Accepted), TimeProvider.System, Test.Cancel);
        connection.Bytes([.. pieces.Select(piece => Text(piece.Channel switch { 1 => OutputId, 2 => ErrorOutputId, _ => ErrorId }, piece.Text))]);
        if (!isCut) connection.Bytes(Spdy.End(OutputId), Spdy.End(ErrorOutputId), Spdy.End(ErrorId));
        connection.End();
        return await PodCommand.RunAsync(exec, null, Test.Cancel);
    }
}
