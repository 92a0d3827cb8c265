using System.Net;
using System.Net.Sockets;

namespace HiveMQBackup.Unit.Support;

/// <summary>Listens in one place and carries every connection to another.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly IPEndPoint _target;
    private readonly LoopbackListener _listener;

    public TcpRelay(IPEndPoint listen, Uri target)
    {
        _target = IPEndPoint.Parse(target.Authority);
        _listener = new LoopbackListener(CarryAsync, listen);
        _listener.Start();
    }

    public int Port => _listener.Port;

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(_target, _listener.Stopping);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), _listener.Stopping), far.GetStream().CopyToAsync(near.GetStream(), _listener.Stopping));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // One of the two sides, or the test, has closed the connection.
        }
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
