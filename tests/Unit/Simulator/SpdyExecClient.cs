using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>Runs a command in a pod over SPDY, with nothing of the module.</summary>
internal sealed class SpdyExecClient : IDisposable
{
    private const byte Fin = 1;

    private readonly TcpClient _tcp = new();
    private readonly MemoryStream _compressed = new();
    private readonly Dictionary<int, string> _streams = [];
    private readonly Dictionary<string, MemoryStream> _received = [];
    private NetworkStream _network = null!;

    /// <summary>The head of the response to the upgrade, and its body where it was refused.</summary>
    public string Response { get; private set; } = "";

    /// <summary>The streams that the server has replied to.</summary>
    public HashSet<string> Replied { get; } = [];

    /// <summary>The streams that the server has reset.</summary>
    public HashSet<string> Reset { get; } = [];

    /// <summary>What came before the first reset.</summary>
    public string? StatusAtReset { get; private set; }

    public string this[string stream] => Encoding.UTF8.GetString(_received[stream].ToArray());

    public static async Task<SpdyExecClient> OpenAsync(
        SimulatedCluster cluster, string[] command, bool stdin = false, string pod = "broker-0", string query = "&container=hivemq")
    {
        var client = new SpdyExecClient();
        await client._tcp.ConnectAsync(cluster.Server.Host, cluster.Server.Port, Test.Cancel);
        client._network = client._tcp.GetStream();
        await client.UpgradeAsync(pod, ExecQuery.Of(command, stdin) + query);
        if (client.Response.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) await client.OpenStreamsAsync(stdin);
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> data, bool isEnd = false)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, _streams.Single(stream => stream.Value == "stdin").Key);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), data.Length);
        header[4] = isEnd ? Fin : (byte)0;
        await _network.WriteAsync(header, Test.Cancel);
        await _network.WriteAsync(data, Test.Cancel);
    }

    public Task EndAsync(string text = "") => SendAsync(Encoding.UTF8.GetBytes(text), isEnd: true);

    /// <summary>Receives one frame; false: the server has closed the connection.</summary>
    public async Task<bool> ReceiveFrameAsync()
    {
        var header = new byte[8];
        if (await _network.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, Test.Cancel) < header.Length) return false;
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)) & 0xFFFFFF];
        await _network.ReadExactlyAsync(payload, Test.Cancel);
        Take(header, payload);
        return true;
    }

    /// <summary>Receives until the command has written something.</summary>
    public async Task ReceiveOutputAsync()
    {
        while (this["stdout"].Length == 0) Assert.True(await ReceiveFrameAsync());
    }

    /// <summary>Receives until the server closes the connection; false: it was broken off.</summary>
    public async Task<bool> ReceiveAsync()
    {
        try
        {
            while (await ReceiveFrameAsync())
            {
            }
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _compressed.Dispose();
    }

    private void Take(byte[] header, byte[] payload)
    {
        var first = BinaryPrimitives.ReadInt32BigEndian(header);
        if (first > 0)
        {
            _received[_streams[first]].Write(payload);
            return;
        }
        var stream = _streams[BinaryPrimitives.ReadInt32BigEndian(payload)];
        if ((ushort)first == 2) Replied.Add(stream);
        if ((ushort)first != 3) return;
        Reset.Add(stream);
        StatusAtReset ??= this["error"];
    }

    private async Task UpgradeAsync(string pod, string query)
    {
        await _network.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/namespaces/hivemq/pods/{pod}/exec?{query} HTTP/1.1\r\nHost: api\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
            + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\nContent-Length: 0\r\n\r\n"), Test.Cancel);
        var buffer = new byte[1];
        var length = 0;
        while (!Response.Contains("\r\n\r\n", StringComparison.Ordinal) || length > 0)
        {
            if (await _network.ReadAsync(buffer, Test.Cancel) == 0) return;
            Response += (char)buffer[0];
            if (length > 0 && --length == 0) return;
            if (Response.EndsWith("\r\n\r\n", StringComparison.Ordinal)) length = LengthOf(Response);
        }
    }

    private static int LengthOf(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal)).Select(line => int.Parse(line[16..], null)).FirstOrDefault();

    private async Task OpenStreamsAsync(bool stdin)
    {
        await using var zlib = new ZLibStream(_compressed, CompressionMode.Compress, leaveOpen: true);
        string[] names = stdin ? ["error", "stdin", "stdout", "stderr"] : ["error", "stdout", "stderr"];
        foreach (var (index, name) in names.Index())
        {
            _streams[(2 * index) + 1] = name;
            _received[name] = new MemoryStream();
            var from = (int)_compressed.Length;
            zlib.Write([0, 0, 0, 1, 0, 0, 0, 10, .. "streamtype"u8, 0, 0, 0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)]);
            await zlib.FlushAsync(Test.Cancel);
            byte[] payload = [0, 0, 0, (byte)((2 * index) + 1), 0, 0, 0, 0, 0, 0, .. _compressed.ToArray()[from..]];
            await _network.WriteAsync((byte[])[0x80, 3, 0, 1, 0, 0, 0, (byte)payload.Length, .. payload], Test.Cancel);
        }
    }
}
