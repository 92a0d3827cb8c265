using HiveMQBackup.Client.Kubernetes.PortForward;

namespace HiveMQBackup.Unit.Support;

/// <summary>What a kubelet sends on the channels of a port-forward, and how to read it all.</summary>
internal static class Frames
{
    internal static readonly byte[] DataPort = [0, 0x91, 0x1F];
    internal static readonly byte[] ErrorPort = [1, 0x91, 0x1F];

    /// <summary>A WebSocket that has sent the two port messages, as a real server begins.</summary>
    internal static FakeWebSocket Opened() => new FakeWebSocket().Message(DataPort).Message(ErrorPort);

    internal static byte[] Data(params byte[] bytes) => [0, .. bytes];

    internal static byte[] Error(string text) => [1, .. System.Text.Encoding.UTF8.GetBytes(text)];

    internal static async Task<byte[]> ReadToEndAsync(WebSocketPortForward stream, int bufferLength = 4096)
    {
        using var all = new MemoryStream();
        var buffer = new byte[bufferLength];
        int read;
        while ((read = await stream.ReadAsync(buffer, Test.Cancel)) > 0) all.Write(buffer, 0, read);
        return all.ToArray();
    }
}
