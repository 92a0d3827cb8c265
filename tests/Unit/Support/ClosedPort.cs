using System.Net;
using System.Net.Sockets;

namespace HiveMQBackup.Unit.Support;

/// <summary>A port of loopback that refuses connections, and that no other process can take meanwhile.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public string Authority => $"127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}";

    public void Dispose() => _socket.Dispose();
}
