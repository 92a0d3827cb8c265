using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HiveMQBackup.Faults;

/// <summary>What becomes of a piece of a request.</summary>
/// <param name="Forward">Whether it goes on to the server.</param>
/// <param name="Reply">What is answered instead.</param>
/// <param name="CutAnswerAfter">After how many bytes of what comes back the connection is reset; 0: at once.</param>
/// <param name="Close">Whether the connection is closed in good order at once.</param>
internal sealed record Verdict(bool Forward, string? Reply = null, long? CutAnswerAfter = null, bool Close = false)
{
    internal static readonly Verdict Pass = new(true);
    internal static readonly Verdict Swallow = new(false);
}

/// <summary>The wire between a client and a server, where the test can lay hands on it.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Uri _server;
    private readonly Func<string, Verdict> _judge;
    private readonly Task _accepting;
    private long _carriedDown;

    /// <param name="server">Where the wire leads to.</param>
    /// <param name="judge">Gets each piece that the client sends.</param>
    public Wire(Uri server, Func<string, Verdict> judge)
    {
        _server = server;
        _judge = judge;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>How many bytes the client's side has taken.</summary>
    public long CarriedDown => Interlocked.Read(ref _carriedDown);

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(CarryAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var left = new StrongBox<long>(long.MaxValue);
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port, ended.Token);
            await Task.WhenAny(UpAsync(near, far, left, ended.Token), DownAsync(near, far, left, ended.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One of the two sides, or the test, has gone.
        }
        near.LingerState = new LingerOption(left.Value == 0, 0);
        await ended.CancelAsync();
        near.Dispose();
    }

    private async Task UpAsync(Socket near, Socket far, StrongBox<long> left, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await near.ReceiveAsync(buffer, cancel)) > 0)
        {
            var verdict = _judge(Encoding.Latin1.GetString(buffer, 0, count));
            if (verdict.CutAnswerAfter is { } bytes) left.Value = bytes;
            if (verdict.Reply is { } reply) await near.SendAsync(Encoding.Latin1.GetBytes(reply), cancel);
            if (verdict.Forward) await far.SendAsync(buffer.AsMemory(0, count), cancel);
            if (left.Value == 0 || verdict.Close) return;
        }
    }

    private async Task DownAsync(Socket near, Socket far, StrongBox<long> left, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await far.ReceiveAsync(buffer, cancel)) > 0)
        {
            count = (int)Math.Min(count, left.Value);
            await near.SendAsync(buffer.AsMemory(0, count), cancel);
            Interlocked.Add(ref _carriedDown, count);
            left.Value -= left.Value == long.MaxValue ? 0 : count;
            if (left.Value == 0) return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private sealed class StrongBox<T>(T value)
    {
        public T Value { get; set; } = value;
    }
}
