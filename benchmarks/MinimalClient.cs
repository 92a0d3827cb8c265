using System.Net.WebSockets;
using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Benchmarks;

/// <summary>
/// The least that a download can take: a ClientWebSocket to the port-forward, a request written by hand, and everything read
/// into one buffer. No checksum, no disk, no checks. The module's CPU time is compared with this.
/// </summary>
internal static class MinimalClient
{
    internal static async Task<long> ReadAsync(string id)
    {
        var source = KubeConfigSource.Find(null, "/", Environment.GetEnvironmentVariable);
        var context = KubeConfig.Load(source).Context(null);
        var settings = context.Settings();
        using var credentials = context.Credentials(TimeProvider.System, Log.None);
        var credential = await credentials.GetAsync(new CallScope(Log.None), default);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("v4.channel.k8s.io");
#pragma warning disable CA5359 // Only for test clusters.
        socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        if (credential.Header is { } header) socket.Options.SetRequestHeader("Authorization", header.ToString());
        if (credential.Certificate is { } certificate) socket.Options.ClientCertificates.Add(certificate.Chain.TargetCertificate);
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
}
