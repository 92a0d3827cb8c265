using System.Buffers.Binary;
using System.Text;
using HiveMQBackup.Client.Kubernetes.PortForward;

namespace HiveMQBackup.Unit.Support;

/// <summary>What a kubelet sends in a port-forward over SPDY, and how to open one.</summary>
internal static class Spdy
{
    internal const int ErrorStream = 1;
    internal const int DataStream = 3;

    /// <summary>The kubelet's replies to the two streams.</summary>
    internal static byte[] Accepted => [.. Control(2, 0, 0, 0, ErrorStream), .. Control(2, 0, 0, 0, DataStream)];

    /// <summary>The ends of the two streams.</summary>
    internal static byte[] Ends => [.. End(DataStream), .. End(ErrorStream)];

    internal static byte[] Data(params byte[] bytes) => Frame(DataStream, 0, bytes);

    internal static byte[] Error(string text) => Frame(ErrorStream, 0, Encoding.UTF8.GetBytes(text));

    internal static byte[] End(int stream, params byte[] bytes) => Frame(stream, 1, bytes);

    internal static byte[] Frame(int stream, byte flags, byte[] bytes)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, stream);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), bytes.Length);
        header[4] = flags;
        return [.. header, .. bytes];
    }

    internal static byte[] Control(byte type, params byte[] payload) => [0x80, 3, 0, type, 0, .. Frame(0, 0, payload)[5..8], .. payload];

    /// <summary>A port-forward to port 8081 whose streams the kubelet has accepted.</summary>
    internal static async Task<Stream> OpenAsync(FakeConnection connection, TimeProvider? time = null) =>
        await SpdyPortForward.OpenAsync(connection.Bytes(Accepted), 8081, time ?? TimeProvider.System, Test.Cancel);

    internal static async Task<byte[]> ReadToEndAsync(Stream stream, int bufferLength = 4096)
    {
        using var all = new MemoryStream();
        var buffer = new byte[bufferLength];
        int read;
        while ((read = await stream.ReadAsync(buffer, Test.Cancel)) > 0) all.Write(buffer, 0, read);
        return all.ToArray();
    }
}
