using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HiveMQBackup.Faults;

/// <summary>An HTTP server that answers byte by byte what the test says, also what no real server would.</summary>
/// <param name="answer">Gets the request line and gives the raw answer; null closes the connection in good order.</param>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _accepting;

    public RawServer(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The request lines so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

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
        using var connection = client;
        try
        {
            using var reader = new StreamReader(connection.GetStream(), Encoding.Latin1);
            while (await reader.ReadLineAsync(_stopping.Token) is { } line)
            {
                while (await reader.ReadLineAsync(_stopping.Token) is { Length: > 0 })
                {
                    // The headers do not matter.
                }
                _requests.Enqueue(line);
                if (_answer(line) is not { } answer) return;
                await connection.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer), _stopping.Token);
                if (answer.Contains("Connection: close", StringComparison.Ordinal)) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client or the test has gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }
}
