using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HiveMQBackup.Unit.Support;

/// <summary>A SOCKS5 proxy that records the requested targets and the credentials.</summary>
internal sealed class SocksProxy : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<string> _targets = new();
    private readonly string? _credentials;
    private readonly IPEndPoint _everything;
    private readonly byte _reply;

    /// <param name="everything">Where all connections go.</param>
    /// <param name="credentials">The "user:password" that is required, or null.</param>
    /// <param name="reply">What is replied to a request; 0 lets it through.</param>
    public SocksProxy(Uri everything, string? credentials = null, byte reply = 0)
    {
        _everything = IPEndPoint.Parse(everything.Authority);
        _credentials = credentials;
        _reply = reply;
        _listener = new LoopbackListener(ServeAsync);
        _listener.Start();
    }

    public string Authority => $"127.0.0.1:{_listener.Port}";

    public IReadOnlyCollection<string> Targets => _targets;

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        try
        {
            var stream = near.GetStream();
            if (!await AdmitAsync(stream)) return;
            _targets.Enqueue(await TargetAsync(stream));
            await SendAsync(stream, 5, _reply, 0, 1, 127, 0, 0, 1, 0, 80);
            if (_reply != 0) return;
            using var far = new TcpClient();
            await far.ConnectAsync(_everything, _listener.Stopping);
            await Task.WhenAny(stream.CopyToAsync(far.GetStream(), _listener.Stopping), far.GetStream().CopyToAsync(stream, _listener.Stopping));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // One of the two sides, or the test, has closed the connection.
        }
    }

    private async Task<bool> AdmitAsync(NetworkStream stream)
    {
        var offered = await ReadAsync(stream, (await ReadAsync(stream, 2))[1]);
        byte method = _credentials is null ? (byte)0 : (byte)2;
        var admitted = offered.Contains(method);
        await SendAsync(stream, 5, admitted ? method : (byte)0xFF);
        if (method == 0 || !admitted) return admitted;
        var user = await ReadAsync(stream, (await ReadAsync(stream, 2))[1]);
        var password = await ReadAsync(stream, (await ReadAsync(stream, 1))[0]);
        var isRight = $"{Encoding.UTF8.GetString(user)}:{Encoding.UTF8.GetString(password)}" == _credentials;
        await SendAsync(stream, 1, isRight ? (byte)0 : (byte)1);
        return isRight;
    }

    private async Task<string> TargetAsync(NetworkStream stream)
    {
        var kind = (await ReadAsync(stream, 4))[3];
        var host = kind switch
        {
            1 => new IPAddress(await ReadAsync(stream, 4)).ToString(),
            4 => $"[{new IPAddress(await ReadAsync(stream, 16))}]",
            _ => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0])),
        };
        var port = await ReadAsync(stream, 2);
        return $"{host}:{(port[0] * 256) + port[1]}";
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, _listener.Stopping);
        return bytes;
    }

    private Task SendAsync(NetworkStream stream, params byte[] bytes) => stream.WriteAsync(bytes, _listener.Stopping).AsTask();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
