using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>SPDY/3.1 at the kubelet's end: the client opens the streams, and a header says which one each is.</summary>
internal sealed class SpdyConnection(Stream connection) : IDisposable
{
    public const string Protocol = "SPDY/3.1";

    private const int HeaderLength = 8;
    private const byte Fin = 1;
    private const byte Cancel = 5;
    private const ushort SynStream = 1;
    private const ushort SynReply = 2;
    private const ushort RstStream = 3;
    private const ushort Ping = 6;

    private readonly byte[] _header = new byte[HeaderLength];
    private readonly byte[] _frame = new byte[HeaderLength + PortForwardTunnel.FrameLength];
    private readonly SemaphoreSlim _sending = new(1, 1);

    // The headers of all streams are one zlib stream.
    private readonly MemoryStream _compressed = new();
    private readonly Dictionary<string, int> _streams = [];
    private int _stream;
    private int _left;
    private bool _ends;

    /// <summary>The headers of the stream that was opened last.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Upgrades, and no more.</summary>
    public static Task<Stream> UpgradeAsync(HttpContext context, string subprotocol)
    {
        context.Response.Headers.Upgrade = Protocol;
        context.Response.Headers["X-Stream-Protocol-Version"] = subprotocol;
        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    /// <summary>Accepts so many streams; null where the client closes the connection before it has opened them.</summary>
    public static async Task<SpdyConnection?> AcceptAsync(Stream connection, int streams, CancellationToken cancel)
    {
        var spdy = new SpdyConnection(connection);
        while (spdy._streams.Count < streams)
        {
            if (await spdy.NextFrameAsync(cancel)) continue;
            spdy.Dispose();
            return null;
        }
        return spdy;
    }

    public Task SendAsync(string stream, ReadOnlyMemory<byte> data, CancellationToken cancel) => SendDataAsync(stream, data, 0, cancel);

    public Task EndAsync(string stream, CancellationToken cancel) => SendDataAsync(stream, default, Fin, cancel);

    /// <summary>Resets all streams, as a kubelet does at the end.</summary>
    public async Task ResetAsync(CancellationToken cancel)
    {
        foreach (var stream in _streams.Values)
        {
            var payload = new byte[8];
            BinaryPrimitives.WriteInt32BigEndian(payload, stream);
            payload[^1] = Cancel;
            await SendControlAsync(RstStream, payload, cancel);
        }
    }

    /// <summary>The client's data on any stream: 0 bytes at the end of a stream, null at the end of the connection.</summary>
    public async ValueTask<int?> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (_left == 0 && !_ends)
        {
            if (!await NextFrameAsync(cancel)) return null;
        }
        if (_left == 0)
        {
            _ends = false;
            return 0;
        }
        var received = await connection.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancel);
        _left -= received;
        return received == 0 ? null : received;
    }

    /// <summary>Whether what was received last belongs to this stream.</summary>
    public bool IsReceiving(string stream) => _streams.TryGetValue(stream, out var id) && id == _stream;

    // False when the client has closed the connection.
    private async Task<bool> NextFrameAsync(CancellationToken cancel)
    {
        if (await connection.ReadAtLeastAsync(_header, HeaderLength, throwOnEndOfStream: false, cancel) < HeaderLength) return false;
        var first = BinaryPrimitives.ReadInt32BigEndian(_header);
        var length = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(4)) & 0xFFFFFF;
        if (first >= 0)
        {
            (_stream, _left, _ends) = (first, length, (_header[4] & Fin) != 0);
            return true;
        }
        var payload = new byte[length];
        await connection.ReadExactlyAsync(payload, cancel);
        var type = (ushort)first;
        if (type == SynStream) await TakeStreamAsync(payload, cancel);
        // The client's pings have odd numbers.
        else if (type == Ping && payload[^1] % 2 == 1) await SendControlAsync(Ping, payload, cancel);
        return true;
    }

    private async Task TakeStreamAsync(byte[] payload, CancellationToken cancel)
    {
        const int Fixed = 10;
        _compressed.Write(payload.AsSpan(Fixed));
        Headers = ReadHeaders(_streams.Count);
        _streams[Headers["streamtype"]] = BinaryPrimitives.ReadInt32BigEndian(payload);
        // No headers in the reply: a block of the number 0 that the client need not read.
        await SendControlAsync(SynReply, [.. payload[..4], 0, 0, 0, 0], cancel);
    }

    // The headers of the n-th stream; those before it are read again.
    private Dictionary<string, string> ReadHeaders(int stream)
    {
        using var inflated = new ZLibStream(new MemoryStream(_compressed.ToArray()), CompressionMode.Decompress);
        using var reader = new BinaryReader(inflated, Encoding.ASCII);
        Dictionary<string, string> headers = [];
        for (; stream >= 0; stream--)
        {
            headers = [];
            for (var count = Number(); count > 0; count--) headers.Add(Text(), Text());
        }
        return headers;

        int Number() => BinaryPrimitives.ReadInt32BigEndian(reader.ReadBytes(sizeof(int)));
        string Text() => Encoding.ASCII.GetString(reader.ReadBytes(Number()));
    }

    private Task SendControlAsync(ushort type, byte[] payload, CancellationToken cancel)
    {
        var frame = new byte[HeaderLength + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, 0x8003);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), type);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), payload.Length);
        payload.CopyTo(frame.AsSpan(HeaderLength));
        return SendFrameAsync(() => frame, cancel);
    }

    private Task SendDataAsync(string stream, ReadOnlyMemory<byte> data, byte flags, CancellationToken cancel) => SendFrameAsync(() =>
    {
        BinaryPrimitives.WriteInt32BigEndian(_frame, _streams[stream]);
        BinaryPrimitives.WriteInt32BigEndian(_frame.AsSpan(4), data.Length);
        _frame[4] = flags;
        data.CopyTo(_frame.AsMemory(HeaderLength));
        return _frame.AsMemory(0, HeaderLength + data.Length);
    }, cancel);

    // Pings get their reply while data are sent, and a command has two outputs.
    private async Task SendFrameAsync(Func<ReadOnlyMemory<byte>> frame, CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel);
        try
        {
            await connection.WriteAsync(frame(), cancel);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        connection.Dispose();
        _compressed.Dispose();
        _sending.Dispose();
    }
}
