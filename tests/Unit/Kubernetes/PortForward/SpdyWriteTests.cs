using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

public sealed class SpdyWriteTests
{
    private static List<(byte[] Header, byte[] Payload)> FramesOf(byte[] sent)
    {
        var frames = new List<(byte[], byte[])>();
        for (var at = 0; at < sent.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(at + 4)) & 0xFFFFFF;
            frames.Add((sent[at..(at + 8)], sent[(at + 8)..(at + 8 + length)]));
            at += 8 + length;
        }
        return frames;
    }

    [Fact]
    public async Task The_two_streams_are_opened_with_the_headers_that_a_kubelet_reads()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);

        var frames = FramesOf(connection.Sent);

        Assert.All(frames, frame => Assert.Equal([0x80, 3, 0, 1, 0], frame.Header[..5]));
        Assert.Equal([Spdy.ErrorStream, Spdy.DataStream], frames.Select(f => BinaryPrimitives.ReadInt32BigEndian(f.Payload)));
        Assert.Equal(
            ["streamtype: error, port: 8081, portforwardrequestid: 0", "streamtype: data, port: 8081, portforwardrequestid: 0"],
            Headers([.. frames.SelectMany(f => f.Payload[10..])]));
    }

    // All header blocks of a connection are one zlib stream.
    private static List<string> Headers(byte[] compressed)
    {
        using var inflated = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var reader = new BinaryReader(inflated);
        int Number() => BinaryPrimitives.ReadInt32BigEndian(reader.ReadBytes(4));
        string Text() => Encoding.ASCII.GetString(reader.ReadBytes(Number()));
        return [.. Enumerable.Range(0, 2).Select(_ => string.Join(", ", Enumerable.Range(0, Number()).Select(_ => $"{Text()}: {Text()}")))];
    }

    [Fact]
    public async Task What_is_written_goes_out_in_frames_of_the_data_stream_whole_and_in_order()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        var opened = connection.Sent.Length;
        var large = new byte[300_000];
        new Random(2).NextBytes(large);

        await stream.WriteAsync(large, Test.Cancel);

        var frames = FramesOf(connection.Sent[opened..]);
        Assert.All(frames, frame => Assert.Equal([0, 0, 0, Spdy.DataStream, 0], frame.Header[..5]));
        Assert.All(frames, frame => Assert.InRange(frame.Payload.Length, 1, 128 * 1024));
        Assert.Equal(large, frames.SelectMany(f => f.Payload));
    }

    [Fact]
    public async Task A_ping_of_the_server_comes_back()
    {
        await using var connection = new FakeConnection();
        using var stream = await Spdy.OpenAsync(connection);
        var opened = connection.Sent.Length;
        connection.Bytes(Spdy.Control(6, 0, 0, 1, 4), Spdy.Control(6, 0, 0, 0, 7), Spdy.Ends);

        await Spdy.ReadToEndAsync(stream);

        Assert.Equal(Spdy.Control(6, 0, 0, 1, 4), connection.Sent[opened..]);
    }

    [Fact]
    public async Task An_idle_connection_shows_signs_of_life()
    {
        var clock = new FakeTimeProvider();
        await using var connection = new FakeConnection();
        var stream = await Spdy.OpenAsync(connection, clock);
        var opened = connection.Sent.Length;

        await connection.NextWriteAsync();
        foreach (var _ in (int[])[1, 2])
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            await connection.NextWriteAsync();
        }
        Assert.Equal([.. Spdy.Control(6, 0, 0, 0, 1), .. Spdy.Control(6, 0, 0, 0, 3)], connection.Sent[opened..]);

        await stream.DisposeAsync();
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(opened + 24, connection.Sent.Length);
    }
}
