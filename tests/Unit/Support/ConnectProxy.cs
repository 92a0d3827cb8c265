using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HiveMQBackup.Unit;

/// <summary>An HTTP proxy that carries CONNECT tunnels and remembers where to.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _targets = new();
    private readonly Task _accepting;

    public ConnectProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The authorities that were asked for, one for each tunnel.</summary>
    public IReadOnlyCollection<string> Targets => _targets;

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        try
        {
            var stream = near.GetStream();
            var target = (await ReadHeadAsync(stream)).Split(' ')[1];
            _targets.Enqueue(target);
            using var far = new TcpClient();
            await far.ConnectAsync(IPEndPoint.Parse(target), _stopping.Token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stopping.Token);
            await Task.WhenAny(stream.CopyToAsync(far.GetStream(), _stopping.Token), far.GetStream().CopyToAsync(stream, _stopping.Token));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // One of the two sides, or the test, has gone.
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stopping.Token);
            head.Append((char)one[0]);
        }
        return head.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }
}
