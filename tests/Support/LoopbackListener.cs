using System.Net;
using System.Net.Sockets;

namespace HiveMQBackup.Tests.Support;

/// <summary>Accepts TCP connections on loopback until it is disposed of, which waits for those that are still open.</summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<TcpClient, Task> _serve;
    private Task _accepting = Task.CompletedTask;

    /// <param name="serve">Serves one connection; ends without an exception when <see cref="Stopping"/> is canceled.</param>
    /// <param name="address">Where it listens; null: on a free port of 127.0.0.1.</param>
    public LoopbackListener(Func<TcpClient, Task> serve, IPEndPoint? address = null)
    {
        _serve = serve;
        _listener = new TcpListener(address ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins to accept: once its owner is ready to serve.</summary>
    public void Start() => _accepting = AcceptAsync();

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(_serve(await _listener.AcceptTcpClientAsync(Stopping)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
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
