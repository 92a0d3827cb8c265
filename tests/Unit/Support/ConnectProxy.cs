using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HiveMQBackup.Unit.Support;

/// <summary>An HTTP proxy that carries CONNECT tunnels and plain requests, and remembers where to.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<string> _targets = new();

    private readonly IPEndPoint? _everything;
    private readonly string? _response;
    private readonly X509Certificate2? _certificate;

    /// <param name="everything">Where all connections go, in place of the requested target; null: to the requested target.</param>
    /// <param name="response">The response to every request, as bytes of Latin 1; null: the target's.</param>
    /// <param name="certificate">The proxy's own, where it speaks TLS.</param>
    public ConnectProxy(Uri? everything = null, string? response = null, X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _everything = everything is null ? null : IPEndPoint.Parse(everything.Authority);
        _response = response;
        _listener = new LoopbackListener(ServeAsync);
        _listener.Start();
    }

    public Uri Address => new($"http://127.0.0.1:{_listener.Port}");

    /// <summary>The requested authorities, one for each tunnel.</summary>
    public IReadOnlyCollection<string> Targets => _targets;

    /// <summary>The request lines with their headers.</summary>
    public IReadOnlyCollection<string> Heads => _heads;

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        try
        {
            using var stream = await OpenAsync(near);
            var head = await ReadHeadAsync(stream);
            _heads.Enqueue(head);
            var target = head.Split(' ')[1];
            _targets.Enqueue(target);
            if (_response is not null)
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(_response), _listener.Stopping);
                return;
            }
            using var far = new TcpClient();
            await far.ConnectAsync(_everything ?? IPEndPoint.Parse(target), _listener.Stopping);
            if (head.StartsWith("CONNECT ", StringComparison.Ordinal)) await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _listener.Stopping);
            else await far.GetStream().WriteAsync(Encoding.Latin1.GetBytes(OneRequest(head, target)), _listener.Stopping);
            await Task.WhenAny(stream.CopyToAsync(far.GetStream(), _listener.Stopping), far.GetStream().CopyToAsync(stream, _listener.Stopping));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or AuthenticationException)
        {
            // One of the two sides, or the test, has closed the connection.
        }
    }

    // As servers expect it, and with an end: the next request is one for the proxy again.
    private static string OneRequest(string head, string target) =>
        head.Replace(target, new Uri(target).PathAndQuery, StringComparison.Ordinal)[..^2] + "Connection: close\r\n\r\n";

    private async Task<Stream> OpenAsync(TcpClient near)
    {
        if (_certificate is null) return near.GetStream();
        var secured = new SslStream(near.GetStream());
        await secured.AuthenticateAsServerAsync(_certificate);
        return secured;
    }

    private async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _listener.Stopping);
            head.Append((char)one[0]);
        }
        return head.ToString();
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
