using HiveMQBackup.Client.Kubernetes.PortForward;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

public sealed class WebSocketPortForwardSplitTests
{
    private const int Splits = 400;

    /// <summary>Bytes in are bytes out, however they are split on the way.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20260301)]
    [InlineData(-77)]
    public async Task Data_arrives_as_it_was_sent_however_it_is_split(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Splits; i++)
        {
            var data = new byte[random.Next(0, i % 20 == 0 ? 100_000 : 300)];
            random.NextBytes(data);
            using var stream = new WebSocketPortForward(Split(data, random).Close());

            var got = await ReadAsync(stream, random);

            Assert.True(data.AsSpan().SequenceEqual(got), $"Split {i} of seed {seed}: {data.Length} bytes in, {got.Length} out");
        }
    }

    // The bytes of channel 0, and the port of channel 1 somewhere in between.
    private static FakeWebSocket Split(byte[] data, Random random)
    {
        var socket = new FakeWebSocket();
        var pieces = Pieces([0x91, 0x1F, .. data], random).ConvertAll(piece => (Channel: (byte)0, piece));
        foreach (var piece in Pieces([0x91, 0x1F], random)) pieces.Insert(random.Next(pieces.Count + 1), (1, piece));
        foreach (var (channel, piece) in pieces)
        {
            if (random.Next(10) == 0) socket.Message();
            socket.Fragments([.. Pieces([channel, .. piece], random)]);
        }
        return socket;
    }

    private static List<byte[]> Pieces(byte[] bytes, Random random)
    {
        var longest = random.Next(3) switch { 0 => 1 + bytes.Length / 50, 1 => 1 + bytes.Length / 4, _ => bytes.Length + 1 };
        var pieces = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(0, longest + 1), bytes.Length - at);
            pieces.Add(bytes[at..(at + length)]);
            at += length;
        }
        return pieces;
    }

    private static async Task<byte[]> ReadAsync(WebSocketPortForward stream, Random random)
    {
        using var all = new MemoryStream();
        while (true)
        {
            var buffer = new byte[random.Next(1, random.Next(2) == 0 ? 5 : 50_000)];
            var read = await stream.ReadAsync(buffer, Test.Cancel);
            if (read == 0) return all.ToArray();
            all.Write(buffer, 0, read);
        }
    }
}
