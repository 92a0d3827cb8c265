using System.Net.Sockets;
using System.Net.WebSockets;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>One port-forward: it carries one TCP connection to the pod's node.</summary>
internal sealed class PortForwardTunnel(ITunnelWire wire, HttpContext context, SimulatedPod pod, ClusterFaults faults)
{
    /// <summary>How much a kubelet sends at once.</summary>
    internal const int FrameLength = 32 * 1024;

    // This much lets the end arrive before the connection is closed.
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    private readonly CancellationToken _gone = context.RequestAborted;

    public async Task RunAsync(int port)
    {
        try
        {
            using var tcp = await ConnectAsync(port);
            if (tcp is null)
                await Task.WhenAll(wire.FailAsync(KubeletErrors.ConnectionRefused(pod, port), _gone), ClientGoneAsync(ReceiveAsync(null)));
            else
                await CarryAsync(tcp, port);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The client or the cluster has closed the connection, or a fault broke the tunnel: there is no one to report it to.
            context.Abort();
        }
    }

    private async Task CarryAsync(Socket tcp, int port)
    {
        var receiving = ReceiveAsync(tcp);
        var sending = SendAsync(tcp, port, receiving);
        if (await Task.WhenAny(receiving, sending) == receiving)
        {
            // Ends the sending as well, which then replies to the client's close.
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
            // Refused, as while the node restarts; the caller reports it in the kubelet's words.
            tcp.Dispose();
            return null;
        }
    }

    /// <summary>Carries data to the client until the TCP stream ends or a fault cuts it.</summary>
    private async Task SendAsync(Socket tcp, int port, Task receiving)
    {
        var data = new byte[FrameLength];
        var sent = 0L;
        var cut = faults.TakeCut(pod, sent, 0);
        while (cut is null)
        {
            var (count, error) = await ReadAsync(tcp, data);
            if (error is not null)
            {
                await wire.FailAsync(KubeletErrors.ConnectionBroken(pod, port, error), _gone);
                return;
            }
            if (count == 0)
            {
                await wire.EndAsync(_gone);
                return;
            }
            cut = faults.TakeCut(pod, sent, count);
            count = cut is null ? count : (int)(cut.Bytes - sent);
            if (count > 0)
                await wire.SendAsync(data.AsMemory(0, count), _gone);
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
                await wire.FailAsync("lost connection to pod", _gone);
                break;
            case TunnelCut.EarlyClose:
                await wire.EndAsync(_gone);
                break;
            default:
                await receiving;
                await wire.EndAsync(_gone);
                break;
        }
    }

    /// <summary>Carries the client's data to the node until the client closes or is lost; without a node, drops them.</summary>
    private async Task ReceiveAsync(Socket? tcp)
    {
        var buffer = new byte[FrameLength];
        int received;
        while ((received = await wire.ReceiveAsync(buffer, _gone)) > 0)
        {
            if (tcp is not null)
                await WriteAsync(tcp, buffer.AsMemory(0, received));
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
            // The node accepts no more; the reading side meets the same end and reports it to the client.
        }
    }

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
