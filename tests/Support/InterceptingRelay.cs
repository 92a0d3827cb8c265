using System.Net.Sockets;
using System.Text;

namespace HiveMQBackup.Tests.Support;

/// <summary>A relay between a client and a server that drops, replaces or cuts what the test tells it to.</summary>
internal sealed class InterceptingRelay : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly Uri _server;
    private readonly Func<string, RelayAction> _decide;
    private long _bytesToClient;

    /// <param name="server">Where the relay leads to.</param>
    /// <param name="decide">Gets each piece that the client sends.</param>
    public InterceptingRelay(Uri server, Func<string, RelayAction> decide)
    {
        _server = server;
        _decide = decide;
        _listener = new LoopbackListener(CarryAsync);
        _listener.Start();
    }

    public Uri Address => new($"http://127.0.0.1:{_listener.Port}/");

    /// <summary>How many bytes the client has received.</summary>
    public long BytesToClient => Interlocked.Read(ref _bytesToClient);

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client.Client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_listener.Stopping);
        var allowance = new Allowance();
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port, ended.Token);
            await Task.WhenAny(CarryRequestsAsync(near, far, allowance, ended.Token), CarryResponsesAsync(near, far, allowance, ended.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One of the two sides, or the test, has closed the connection.
        }
        near.LingerState = new LingerOption(allowance.IsUsedUp, 0);
        await ended.CancelAsync();
    }

    private async Task CarryRequestsAsync(Socket near, Socket far, Allowance allowance, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await near.ReceiveAsync(buffer, cancel)) > 0)
        {
            var action = _decide(Encoding.Latin1.GetString(buffer, 0, count));
            if (action.CutResponseAfter is { } bytes) allowance.Bytes = bytes;
            if (action.Reply is { } reply) await near.SendAsync(Encoding.Latin1.GetBytes(reply), cancel);
            if (action.Forward) await far.SendAsync(buffer.AsMemory(0, count), cancel);
            if (allowance.IsUsedUp || action.Close) return;
        }
    }

    private async Task CarryResponsesAsync(Socket near, Socket far, Allowance allowance, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await far.ReceiveAsync(buffer, cancel)) > 0)
        {
            count = (int)Math.Min(count, allowance.Bytes);
            await near.SendAsync(buffer.AsMemory(0, count), cancel);
            Interlocked.Add(ref _bytesToClient, count);
            allowance.Bytes -= allowance.Bytes == long.MaxValue ? 0 : count;
            if (allowance.IsUsedUp) return;
        }
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    /// <summary>How many bytes of the response the client still gets before the connection is reset.</summary>
    private sealed class Allowance
    {
        public long Bytes { get; set; } = long.MaxValue;

        public bool IsUsedUp => Bytes == 0;
    }
}
