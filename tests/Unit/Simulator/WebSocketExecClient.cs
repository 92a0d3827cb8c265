using System.Net.WebSockets;
using System.Text;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>Runs a command in a pod over a WebSocket, with nothing of the module.</summary>
internal sealed class WebSocketExecClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly MemoryStream[] _received = [new(), new(), new(), new()];

    /// <summary>The channels whose first message was empty.</summary>
    public HashSet<int> Opened { get; } = [];

    public string Output => Text(1);

    public string Error => Text(2);

    public string Status => Text(3);

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<WebSocketExecClient> OpenAsync(SimulatedCluster cluster, string[] command, bool stdin = false, string subprotocol = "v4.channel.k8s.io")
    {
        var client = new WebSocketExecClient();
        client._socket.Options.AddSubProtocol(subprotocol);
        var uri = new UriBuilder(cluster.Server)
        {
            Scheme = "ws",
            Path = "/api/v1/namespaces/hivemq/pods/broker-0/exec",
            Query = ExecQuery.Of(command, stdin) + "&container=hivemq",
        };
        await client._socket.ConnectAsync(uri.Uri, Test.Cancel);
        return client;
    }

    public Task SendAsync(byte[] data) => SendAsync(0, data);

    /// <summary>Ends the input, as only version 5 can.</summary>
    public Task EndAsync() => SendAsync(255, [0]);

    private Task SendAsync(byte channel, byte[] data) =>
        _socket.SendAsync((byte[])[channel, .. data], WebSocketMessageType.Binary, endOfMessage: true, Test.Cancel);

    /// <summary>Receives until the server closes; false: the connection was broken off.</summary>
    public async Task<bool> ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var message = await _socket.ReceiveAsync(buffer, Test.Cancel);
                if (message.MessageType == WebSocketMessageType.Close) break;
                if (message.Count == 1 && _received[buffer[0]].Length == 0) Opened.Add(buffer[0]);
                _received[buffer[0]].Write(buffer, 1, message.Count - 1);
            }
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Test.Cancel);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();

    private string Text(int channel) => Encoding.UTF8.GetString(_received[channel].ToArray());
}
