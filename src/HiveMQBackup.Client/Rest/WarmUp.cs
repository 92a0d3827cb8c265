using System.Text;
using HiveMQBackup.Client.Broker;

namespace HiveMQBackup.Client.Rest;

/// <summary>
/// Lets the runtime compile what the first request to a broker needs, on another processor, while the API server is still
/// being asked for the broker's pods. Once in a process; nothing is sent.
/// </summary>
internal static class WarmUp
{
    private static readonly Lazy<Task> Once = new(() => Task.Run(ListFromMemoryAsync));

    /// <summary>Begins; nobody needs to wait for it.</summary>
    internal static void Begin() => _ = Once.Value;

    private static async Task ListFromMemoryAsync()
    {
        var nowhere = new BrokerInfo { Name = "nowhere" };
        var nodes = new BrokerNodes([new Uri("http://nowhere.invalid/")], findAgain: null);
        var connections = BrokerHttp.Sockets(new BrokerTarget(), (_, _) => ValueTask.FromResult<Stream>(new OneAnswer()));
        var (http, provider) = BrokerHttp.Create(nodes, new BrokerTarget(), connections, TimeProvider.System);
        using (provider)
        using (http)
        {
            await new BackupApi(http, nodes, nowhere, TimeProvider.System).ListBackupsAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>A connection to nobody: takes whatever is sent, and gives one list of backups.</summary>
    private sealed class OneAnswer : MemoryStream
    {
        private const string List = """{"items":[{"id":"a","createdAt":"2026-01-01T00:00:00Z","bytes":1,"state":"COMPLETED"}]}""";

        internal OneAnswer()
            : base(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {List.Length}\r\n\r\n{List}"))
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
