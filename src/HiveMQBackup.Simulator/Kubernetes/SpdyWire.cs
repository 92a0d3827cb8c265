using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A port-forward over SPDY/3.1: a stream for the data and one for the error text, in this order ended as containerd does.</summary>
internal sealed class SpdyWire(Stream connection) : ITunnelWire
{
    public const string Protocol = "SPDY/3.1";

    private const int HeaderLength = 8;
    private const byte Fin = 1;
    private const ushort SynStream = 1;
    private const ushort SynReply = 2;
    private const ushort Ping = 6;

    private readonly byte[] _header = new byte[HeaderLength];
    private readonly byte[] _frame = new byte[HeaderLength + PortForwardTunnel.FrameLength];
    private readonly SemaphoreSlim _sending = new(1, 1);

    // The headers of all streams are one zlib stream.
    private readonly MemoryStream _compressed = new();
    private readonly Dictionary<string, int> _streams = [];
    private int _left;

    /// <summary>The port of the pod that the client has requested.</summary>
    public int Port { get; private set; }

    /// <summary>Upgrades, and accepts the client's two streams; null where the client closes the connection before it has opened them.</summary>
    public static async Task<SpdyWire?> AcceptAsync(HttpContext context)
    {
        var wire = new SpdyWire(await UpgradeAsync(context));
        while (wire._streams.Count < 2)
        {
            if (await wire.NextFrameAsync(context.RequestAborted)) continue;
            wire.Dispose();
            return null;
        }
        return wire;
    }

    /// <summary>Upgrades, and no more.</summary>
    public static Task<Stream> UpgradeAsync(HttpContext context)
    {
        context.Response.Headers.Upgrade = Protocol;
        context.Response.Headers["X-Stream-Protocol-Version"] = "portforward.k8s.io";
        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    public Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancel) => SendDataAsync("data", data, 0, cancel);

    public async Task FailAsync(string message, CancellationToken cancel)
    {
        await SendDataAsync("data", default, Fin, cancel);
        await SendDataAsync("error", Encoding.UTF8.GetBytes(message), 0, cancel);
        await SendDataAsync("error", default, Fin, cancel);
    }

    public async Task EndAsync(CancellationToken cancel)
    {
        await SendDataAsync("data", default, Fin, cancel);
        await SendDataAsync("error", default, Fin, cancel);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (_left == 0)
        {
            if (!await NextFrameAsync(cancel)) return 0;
        }
        var received = await connection.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancel);
        _left -= received;
        return received;
    }

    // False when the client has closed the connection.
    private async Task<bool> NextFrameAsync(CancellationToken cancel)
    {
        if (await connection.ReadAtLeastAsync(_header, HeaderLength, throwOnEndOfStream: false, cancel) < HeaderLength) return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(4)) & 0xFFFFFF;
        if ((_header[0] & 0x80) == 0)
        {
            _left = length;
            return true;
        }
        var type = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2));
        var payload = new byte[length];
        await connection.ReadExactlyAsync(payload, cancel);
        if (type == SynStream) await TakeStreamAsync(payload, cancel);
        // The client's pings have odd numbers.
        else if (type == Ping && payload[^1] % 2 == 1) await SendControlAsync(Ping, payload, cancel);
        return true;
    }

    private async Task TakeStreamAsync(byte[] payload, CancellationToken cancel)
    {
        const int Fixed = 10;
        _compressed.Write(payload.AsSpan(Fixed));
        var headers = ReadHeaders(_streams.Count);
        Port = int.Parse(headers["port"], CultureInfo.InvariantCulture);
        _streams[headers["streamtype"]] = BinaryPrimitives.ReadInt32BigEndian(payload);
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

    // Pings get their reply while data are sent.
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
