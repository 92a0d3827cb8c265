using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace HiveMQBackup.Benchmarks;

/// <summary>Passes on TCP connections to a server that is far away: each piece arrives half a round trip later, as many at once as the sender sends.</summary>
internal sealed class DelayingRelay : IAsyncDisposable
{
    private const int PieceLength = 64 * 1024;
    // What is on its way at once: enough for 1 GB/s at 150 ms.
    private const int MostPieces = 2400;

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;

    /// <summary>Starts the relay.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="roundTrip">How long a round trip takes.</param>
    internal DelayingRelay(string host, int port, TimeSpan roundTrip)
    {
        _listener.Start();
        _accepting = AcceptAsync(host, port, roundTrip / 2);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private async Task AcceptAsync(string host, int port, TimeSpan delay)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token), host, port, delay);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(TcpClient client, string host, int port, TimeSpan delay)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            // The handshake of TCP takes a round trip as well.
            await Task.Delay(2 * delay, _stop.Token);
            await far.ConnectAsync(host, port, _stop.Token);
            await Task.WhenAll(CopyAsync(near, far, delay), CopyAsync(far, near, delay));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Either side has ended the connection.
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, TimeSpan delay)
    {
        var onTheWay = Channel.CreateBounded<(byte[] Piece, int Length, long Due)>(MostPieces);
        var arriving = ArriveAsync(onTheWay.Reader, to.GetStream());
        var stream = from.GetStream();
        try
        {
            while (true)
            {
                var piece = new byte[PieceLength];
                var read = await stream.ReadAsync(piece, _stop.Token);
                if (read == 0) break;
                await onTheWay.Writer.WriteAsync((piece, read, Environment.TickCount64 + (long)delay.TotalMilliseconds), _stop.Token);
            }
        }
        finally
        {
            onTheWay.Writer.Complete();
            await arriving;
            to.Client.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task ArriveAsync(ChannelReader<(byte[] Piece, int Length, long Due)> onTheWay, NetworkStream to)
    {
        await foreach (var (piece, length, due) in onTheWay.ReadAllAsync(_stop.Token))
        {
            var left = due - Environment.TickCount64;
            if (left > 0) await Task.Delay((int)left, _stop.Token);
            await to.WriteAsync(piece.AsMemory(0, length), _stop.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }
}
