using System.Security.Cryptography.X509Certificates;
using System.Text;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>
/// Lets the runtime load and compile what the first requests need, TLS and HTTP, on another processor, while the kubeconfig is
/// being read and the API server queried. Once per process; nothing is sent.
/// </summary>
internal static class WarmUp
{
    private static readonly Lazy<Task> Once = new(() => Task.Run(RunAsync));

    /// <summary>Starts the warm-up in the background; no caller needs to wait for it.</summary>
    internal static void Begin() => _ = Once.Value;

    // .NET loads them before it validates any certificate, even one of a custom authority; on Linux they are some 150 files.
    private static void ReadSystemCertificates()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        store.Open(OpenFlags.ReadOnly);
        foreach (var certificate in store.Certificates) certificate.Dispose();
    }

    internal static async Task RunAsync()
    {
        ReadSystemCertificates();
        await BeginTlsAsync().ConfigureAwait(false);
        await ListFromMemoryAsync().ConfigureAwait(false);
    }

    private static async Task BeginTlsAsync()
    {
        using var requests = new HttpMessageInvoker(Answering(""));
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://nowhere.invalid/");
        new CallScope(Log.None).AttachTo(request);
        try
        {
            using var response = await requests.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The handshake gets no response; everything up to the response is loaded now.
        }
    }

    private static async Task ListFromMemoryAsync()
    {
        var nodes = new BrokerNodes([new Uri("http://nowhere.invalid/")], resolveNodes: null);
        using var http = BrokerHttp.Create(nodes, null, Answering(OneAnswer.List), TimeProvider.System);
        await new BackupApi(http, nodes, new BrokerInfo { Name = "nowhere" }, TimeProvider.System, Log.None).ListBackupsAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static SocketTransport Answering(string answer) =>
        BrokerHttp.Sockets(skipCertificateCheck: false, (_, _, _) => ValueTask.FromResult<Stream>(new OneAnswer(answer)));

    /// <summary>A connection without a server: accepts everything that is sent, and returns one response.</summary>
    private sealed class OneAnswer(string answer) : MemoryStream(Encoding.ASCII.GetBytes(answer))
    {
        private const string Backups = """{"items":[{"id":"a","createdAt":"2026-01-01T00:00:00Z","bytes":1,"state":"COMPLETED"}]}""";

        internal static string List { get; } = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Backups.Length}\r\n\r\n{Backups}";

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
