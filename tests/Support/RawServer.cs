using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace HiveMQBackup.Tests.Support;

/// <summary>An HTTP server that sends exactly the bytes that the test gives it, also what no real server would send.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Func<string, string?> _respond;

    /// <param name="respond">Gets the request line and returns the raw response; null closes the connection without a reset.</param>
    public RawServer(Func<string, string?> respond)
    {
        _respond = respond;
        _listener = new LoopbackListener(ServeAsync);
        _listener.Start();
    }

    public Uri Address => new($"http://127.0.0.1:{_listener.Port}/");

    /// <summary>The request lines so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>A whole response that leaves the connection open.</summary>
    public static string Json(string json) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            using var reader = new StreamReader(connection.GetStream(), Encoding.Latin1);
            while (await reader.ReadLineAsync(_listener.Stopping) is { } line)
            {
                while (await reader.ReadLineAsync(_listener.Stopping) is { Length: > 0 })
                {
                    // The headers do not matter.
                }
                _requests.Enqueue(line);
                if (_respond(line) is not { } response) return;
                await connection.GetStream().WriteAsync(Encoding.Latin1.GetBytes(response), _listener.Stopping);
                if (response.Contains("Connection: close", StringComparison.Ordinal)) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client or the test has closed the connection.
        }
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
