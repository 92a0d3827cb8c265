using System.Net.WebSockets;
using System.Text;
using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Benchmarks;

/// <summary>
/// What one would write first: a ClientWebSocket to the port-forward, a request by hand, and everything read into one
/// buffer. No checksum, no disk, no checks. The client's processor time is compared with this.
/// </summary>
internal static class Sketch
{
    internal static async Task<long> ReadAsync(string id)
    {
        var source = KubeConfigSource.Find(null, "/", Environment.GetEnvironmentVariable);
        var settings = await KubeConfig.Load(source).Context(null).ToClientConfigurationAsync(TimeProvider.System, default);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("v4.channel.k8s.io");
#pragma warning disable CA5359 // A sketch against a test cluster.
        socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        if (settings.AccessToken is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {settings.AccessToken}");
        if (settings.ClientCertificateData is not null) socket.Options.ClientCertificates.Add(Certificate(settings));
        var server = new UriBuilder(new Uri(settings.Host)) { Scheme = settings.Host.StartsWith("https", StringComparison.Ordinal) ? "wss" : "ws" }.Uri;
        await socket.ConnectAsync(new Uri(server, $"/api/v1/namespaces/{settings.Namespace}/pods/broker-0/portforward?ports=8081"), default);
        var request = Encoding.ASCII.GetBytes($"\0GET /api/v1/management/files/backups/{id} HTTP/1.1\r\nHost: broker\r\nConnection: close\r\n\r\n");
        await socket.SendAsync(request, WebSocketMessageType.Binary, endOfMessage: true, default);
        var buffer = new byte[64 * 1024];
        long total = 0;
        ValueWebSocketReceiveResult received;
        while ((received = await socket.ReceiveAsync(buffer.AsMemory(), default)).MessageType != WebSocketMessageType.Close) total += received.Count;
        return total;
    }

    private static System.Security.Cryptography.X509Certificates.X509Certificate2 Certificate(k8s.KubernetesClientConfiguration settings) =>
        System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(
            Encoding.UTF8.GetString(Convert.FromBase64String(settings.ClientCertificateData)),
            Encoding.UTF8.GetString(Convert.FromBase64String(settings.ClientCertificateKeyData)));
}
