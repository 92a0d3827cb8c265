using System.Buffers.Binary;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace HiveMQBackup.Simulator;

/// <summary>One port-forward: a WebSocket that carries one TCP connection to the pod's node.</summary>
internal sealed class PortForwardTunnel(WebSocket socket, HttpContext context, SimulatedPod pod, ClusterFaults faults)
{
    private const byte DataChannel = 0;
    private const byte ErrorChannel = 1;
    private const int FrameLength = 32 * 1024;

    // The real server does not wait at all; this much lets the close frame arrive before the connection ends.
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    private readonly CancellationToken _gone = context.RequestAborted;

    public async Task RunAsync(int port)
    {
        try
        {
            await SendPortAsync(DataChannel, port);
            await SendPortAsync(ErrorChannel, port);
            using var tcp = await ConnectAsync(port);
            if (tcp is null)
                await Task.WhenAll(FailAsync(KubeletErrors.ConnectionRefused(pod, port)), ClientGoneAsync(ReceiveAsync(null)));
            else
                await CarryAsync(tcp, port);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The client or the cluster has gone, or a fault broke the tunnel: nobody is left to tell.
            context.Abort();
        }
    }

    private async Task CarryAsync(Socket tcp, int port)
    {
        var receiving = ReceiveAsync(tcp);
        var sending = SendAsync(tcp, port, receiving);
        if (await Task.WhenAny(receiving, sending) == receiving)
        {
            // Ends the sending as well, which then answers the client's close.
            Shutdown(tcp);
            await sending;
        }
        else
        {
            await sending;
            await ClientGoneAsync(receiving);
        }
        await receiving;
    }

    private async Task<Socket?> ConnectAsync(int port)
    {
        if (port != pod.ApiPortNumber)
            return null;
        var node = pod.Node.EndPoint;
        var tcp = new Socket(node.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(node, _gone);
            return tcp;
        }
        catch (SocketException)
        {
            // Refused, as while the node restarts; the caller says so in the kubelet's words.
            tcp.Dispose();
            return null;
        }
    }

    /// <summary>Carries data to the client until the TCP stream ends or a fault cuts it.</summary>
    private async Task SendAsync(Socket tcp, int port, Task receiving)
    {
        var frame = new byte[1 + FrameLength];
        frame[0] = DataChannel;
        var sent = 0L;
        var cut = faults.TakeCut(pod, sent, 0);
        while (cut is null)
        {
            var (count, error) = await ReadAsync(tcp, frame.AsMemory(1));
            if (error is not null)
            {
                await FailAsync(KubeletErrors.ConnectionBroken(pod, port, error));
                return;
            }
            if (count == 0)
            {
                await CloseAsync();
                return;
            }
            cut = faults.TakeCut(pod, sent, count);
            count = cut is null ? count : (int)(cut.Bytes - sent);
            if (count > 0)
                await socket.SendAsync(frame.AsMemory(0, 1 + count), WebSocketMessageType.Binary, true, _gone);
            sent += count;
        }
        await CutAsync(cut.How, receiving);
    }

    private async Task CutAsync(TunnelCut how, Task receiving)
    {
        switch (how)
        {
            case TunnelCut.Abort:
                context.Abort();
                break;
            case TunnelCut.ErrorChannel:
                await FailAsync("lost connection to pod");
                break;
            case TunnelCut.EarlyClose:
                await CloseAsync();
                break;
            default:
                await receiving;
                await CloseAsync();
                break;
        }
    }

    /// <summary>Carries the client's data to the node until the client closes or goes; without a node, drops them.</summary>
    private async Task ReceiveAsync(Socket? tcp)
    {
        var buffer = new byte[FrameLength];
        for (byte? channel = null; ;)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), _gone);
            if (received.MessageType == WebSocketMessageType.Close)
                return;
            var data = buffer.AsMemory(0, received.Count);
            if (channel is null && data.Length > 0)
            {
                channel = data.Span[0];
                data = data[1..];
            }
            if (tcp is not null && channel == DataChannel && data.Length > 0)
                await WriteAsync(tcp, data);
            if (received.EndOfMessage)
                channel = null;
        }
    }

    private async Task<(int Count, SocketException? Error)> ReadAsync(Socket tcp, Memory<byte> destination)
    {
        try
        {
            return (await tcp.ReceiveAsync(destination, _gone), null);
        }
        catch (SocketException error)
        {
            return (0, error);
        }
    }

    private async Task WriteAsync(Socket tcp, ReadOnlyMemory<byte> data)
    {
        try
        {
            while (data.Length > 0)
                data = data[await tcp.SendAsync(data, _gone)..];
        }
        catch (SocketException)
        {
            // The node takes no more; the reading side meets the same end and tells the client.
        }
    }

    private Task SendPortAsync(byte channel, int port)
    {
        var frame = new byte[3];
        frame[0] = channel;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(1), (ushort)port);
        return socket.SendAsync(frame, WebSocketMessageType.Binary, true, _gone);
    }

    private async Task FailAsync(string message)
    {
        byte[] frame = [ErrorChannel, .. Encoding.UTF8.GetBytes(message)];
        await socket.SendAsync(frame, WebSocketMessageType.Binary, true, _gone);
        await CloseAsync();
    }

    private Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _gone);

    private async Task ClientGoneAsync(Task receiving)
    {
        await receiving.WaitAsync(CloseGrace, _gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!receiving.IsCompleted)
            context.Abort();
    }

    private static void Shutdown(Socket tcp)
    {
        try
        {
            tcp.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The node has closed its side already.
        }
    }
}
