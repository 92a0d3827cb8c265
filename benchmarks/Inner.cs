using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.PortForward;
using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Benchmarks;

/// <summary>The inner parts, measured with BenchmarkDotNet: frames, checksum, parsing.</summary>
[MemoryDiagnoser]
public class Inner
{
    private const int FrameLength = 32 * 1024;
    private const int Frames = 512;

    private readonly byte[] _block = new byte[256 * 1024];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _date = "2026-01-01T00:00:00.123456789+0200";
    private byte[] _list = [];
    private byte[] _spdy = [];
    private byte[] _webSocket = [];

    internal static int Run(string[] args)
    {
        BenchmarkRunner.Run<Inner>(args: args);
        return 0;
    }

    /// <summary>Creates a list of 10,000 backups, and the frames that a kubelet sends for 16 MB.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var items = Enumerable.Range(0, 10_000).Select(i => $$"""{"id":"2026-{{i}}","createdAt":"2026-01-01T00:00:00.123Z","bytes":{{i}},"state":"COMPLETED"}""");
        _list = Encoding.UTF8.GetBytes($$"""{"items":[{{string.Join(',', items)}}]}""");
        byte[] accepted = [0x80, 3, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3];
        byte[] ends = [0, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0];
        _spdy = [.. accepted, .. Repeat(SpdyData()), .. ends];
        _webSocket = [0x82, 3, 0, 0x91, 0x1F, 0x82, 3, 1, 0x91, 0x1F, .. Repeat(WebSocketData()), 0x88, 2, 0x03, 0xE8];
    }

    private static IEnumerable<byte> Repeat(byte[] frame) => Enumerable.Repeat(frame, Frames).SelectMany(bytes => bytes);

    private static byte[] SpdyData()
    {
        var frame = new byte[8 + FrameLength];
        SpdyFrame.WriteDataHeader(frame, 3, FrameLength);
        return frame;
    }

    private static byte[] WebSocketData()
    {
        var frame = new byte[5 + FrameLength];
        (frame[0], frame[1]) = (0x82, 126);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), 1 + FrameLength);
        return frame;
    }

    /// <summary>Reads 16 MB in SPDY frames.</summary>
    [Benchmark]
    public async Task<long> Spdy16MB() => await ReadAsync(await SpdyPortForward.OpenAsync(new Replay(_spdy), 8081, TimeProvider.System, default));

    /// <summary>Reads 16 MB in WebSocket frames.</summary>
    [Benchmark]
    public async Task<long> WebSocket16MB() =>
        await ReadAsync(new WebSocketPortForward(WebSocket.CreateFromStream(new Replay(_webSocket), isServer: false, "v4.channel.k8s.io", Timeout.InfiniteTimeSpan)));

    private async Task<long> ReadAsync(Stream stream)
    {
        using (stream)
        {
            long total = 0;
            int read;
            while ((read = await stream.ReadAsync(_block)) > 0) total += read;
            return total == (long)Frames * FrameLength ? total : throw new InvalidDataException($"{total} bytes");
        }
    }

    /// <summary>Hashes one block of a download.</summary>
    [Benchmark]
    public void Hash256KB() => _hash.AppendData(_block);

    /// <summary>Parses a list of 10,000 backups.</summary>
    [Benchmark]
    public object? Parse10000Backups()
    {
        using var json = JsonDocument.Parse(_list);
        return BackupJson.List(json.RootElement);
    }

    /// <summary>Parses one date.</summary>
    [Benchmark]
    public DateTimeOffset? ParseDate() => IsoDate.Parse(_date);

    /// <summary>A connection that sends these bytes, and discards what it receives.</summary>
    private sealed class Replay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanWrite => true;

        public override void Write(byte[] buffer, int offset, int count)
        {
            // There is no server.
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
