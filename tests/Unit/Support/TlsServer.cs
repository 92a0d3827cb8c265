using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HiveMQBackup.Unit.Support;

/// <summary>
/// An API server without brokers behind a TLS endpoint that requires a client certificate, and trusts a root authority alone: who sends
/// no intermediate is rejected in the handshake.
/// </summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private static readonly byte[] UnknownAuthority = [21, 3, 3, 0, 2, 2, 48];

    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<string> _clients = new();
    private readonly TestCertificates _certificates;
    private readonly X509Certificate2 _own;

    public TlsServer(TestCertificates certificates)
    {
        _certificates = certificates;
        _own = certificates.Server();
        _listener = new LoopbackListener(ServeAsync);
        _listener.Start();
    }

    public Uri Address => new($"https://127.0.0.1:{_listener.Port}");

    /// <summary>Whether a connection is accepted now, with any certificate; else it gets a TLS alert.</summary>
    public Func<bool> Accepts { get; set; } = () => true;

    /// <summary>Whose certificate is accepted; any other gets a TLS alert.</summary>
    public Func<string, bool> Knows { get; set; } = _ => true;

    /// <summary>Which of them gets a 401.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    public SslProtocols Protocols { get; set; } = SslProtocols.None;

    /// <summary>The subjects of the clients of each request that got a response.</summary>
    public IReadOnlyCollection<string> Clients => _clients;

    /// <summary>A kubeconfig for it.</summary>
    public string KubeConfig(string user) =>
        KubeConfigText.Of(Address, $"certificate-authority-data: {KubeConfigText.Base64(_certificates.Root.ExportCertificatePem())}", user);

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        using var tls = new SslStream(connection.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(Options(), _listener.Stopping);
            if (!Accepts() || !Knows(tls.RemoteCertificate!.Subject))
            {
                await connection.GetStream().WriteAsync(UnknownAuthority, _listener.Stopping);
                return;
            }
            var name = tls.RemoteCertificate!.Subject;
            using var reader = new StreamReader(tls, Encoding.Latin1);
            while (await reader.ReadLineAsync(_listener.Stopping) is { })
            {
                while (await reader.ReadLineAsync(_listener.Stopping) is { Length: > 0 })
                {
                    // The headers do not matter.
                }
                _clients.Enqueue(name);
                await tls.WriteAsync(Encoding.Latin1.GetBytes(Response(name)), _listener.Stopping);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException)
        {
            // The client or the test has closed the connection, or the client was rejected.
        }
    }

    private string Response(string name)
    {
        const string None = """{"kind":"List","items":[]}""";
        const string Unauthorized = """{"kind":"Status","message":"Unauthorized","code":401}""";
        var refused = Refuses(name);
        var body = refused ? Unauthorized : None;
        return $"HTTP/1.1 {(refused ? "401 Unauthorized" : "200 OK")}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }

#pragma warning disable CA1416 // Cipher suites can be chosen on Linux alone, and the tests that choose one run only there.
    private SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificate = _own,
        // No client and server can agree on it: OpenSSL sends an alert, which SslStream by itself cannot.
        CipherSuitesPolicy = Protocols == SslProtocols.Tls12 && !Accepts() ? new CipherSuitesPolicy([TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA]) : null,
        EnabledSslProtocols = Protocols,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None,
    };
#pragma warning restore CA1416

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(_certificates.Root);
        return policy;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _own.Dispose();
    }
}
