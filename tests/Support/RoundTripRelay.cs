using System.Net.Sockets;

namespace HiveMQBackup.Tests.Support;

/// <summary>
/// A relay between a client and a distant server that counts the round trips that follow one another. What the client sends at the same
/// time shares one: a message comes one round trip after the last response that the client had received when it was sent.
/// </summary>
/// <remarks>A client that is slow to send makes the count larger, never smaller.</remarks>
internal sealed class RoundTripRelay : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly Uri _server;
    private readonly TimeSpan _delay;
    private readonly object _lock = new();
    private int _received;
    private int _connections;

    /// <param name="server">Where the relay leads to.</param>
    /// <param name="delay">How long each response is on its way.</param>
    public RoundTripRelay(Uri server, TimeSpan delay)
    {
        _server = server;
        _delay = delay;
        _listener = new LoopbackListener(CarryAsync);
        _listener.Start();
    }

    public Uri Address => new UriBuilder(_server) { Port = _listener.Port }.Uri;

    /// <summary>The round trips up to the last response that the client has received.</summary>
    public int RoundTrips
    {
        get
        {
            lock (_lock) return _received;
        }
    }

    /// <summary>How many connections the client has opened.</summary>
    public int Connections => Volatile.Read(ref _connections);

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        Interlocked.Increment(ref _connections);
        // TCP's own handshake is a round trip as well.
        var connection = new Connection { Opened = RoundTrips + 1 };
        near.NoDelay = far.NoDelay = true;
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port, _listener.Stopping);
            await Task.WhenAny(SendAsync(near.GetStream(), far.GetStream(), connection), ReceiveAsync(far.GetStream(), near.GetStream(), connection));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One of the two sides, or the test, has closed the connection.
        }
    }

    private async Task SendAsync(NetworkStream near, NetworkStream far, Connection connection)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await near.ReadAsync(buffer, _listener.Stopping)) > 0)
        {
            lock (_lock) connection.Sent = Math.Max(_received, connection.Opened) + 1;
            await far.WriteAsync(buffer.AsMemory(0, count), _listener.Stopping);
        }
    }

    private async Task ReceiveAsync(NetworkStream far, NetworkStream near, Connection connection)
    {
        var buffer = new byte[64 * 1024];
        var last = Task.CompletedTask;
        int count;
        while ((count = await far.ReadAsync(buffer, _listener.Stopping)) > 0)
        {
            int sent;
            lock (_lock) sent = connection.Sent;
            last = DeliverAsync(last, Task.Delay(_delay, _listener.Stopping), buffer[..count], sent, near);
        }
        await last;
    }

    private async Task DeliverAsync(Task last, Task delay, byte[] piece, int sent, NetworkStream near)
    {
        await last;
        await delay;
        lock (_lock) _received = Math.Max(_received, sent);
        await near.WriteAsync(piece, _listener.Stopping);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private sealed class Connection
    {
        public required int Opened { get; init; }

        /// <summary>The round trip that the last message of the client belongs to.</summary>
        public int Sent { get; set; }
    }
}
