using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HiveMQBackup.Client.Net;
using k8s;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>The connections to an API server, and the sign-in to it.</summary>
/// <remarks>KubernetesClient's own client does the same, and takes a tenth of the first command to load (docs/decisions.md).</remarks>
internal sealed class ApiServer : IDisposable
{
    private readonly KubernetesClientConfiguration _settings;
    private readonly SocketsHttpHandler _connections;
    private readonly HttpMessageInvoker _requests;
    private readonly X509Certificate2? _own;

    /// <param name="settings">The address, the authorities and the sign-in.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate or its key cannot be used.</exception>
    internal ApiServer(KubernetesClientConfiguration settings)
    {
        _settings = settings;
        Address = BaseAddress.Of(new Uri(settings.Host));
        _connections = new SocketsHttpHandler
        {
            // A pod behind the proxy could send the sign-in elsewhere; the API server itself redirects nowhere.
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        var tls = _connections.SslOptions;
        CertificateCheck.Guard(tls, settings.SslCaCerts);
#pragma warning disable CA5359 // Exactly this is what insecure-skip-tls-verify asks for.
        if (settings.SkipTlsVerify) tls.RemoteCertificateValidationCallback = delegate { return true; };
#pragma warning restore CA5359
        // Whatever authorities the server names: the kubeconfig says who we are.
        _own = ClientCertificate();
        if (_own is not null) tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => _own;
        settings.FirstMessageHandlerSetup?.Invoke(_connections);
        // A kubeconfig's proxy is for its cluster, wherever that is; the environment's rules do not apply to it.
        var proxy = _connections.Proxy as ProxyServer ?? ProxyEnvironment.For(Address);
        var route = Route.Over(_connections, Address, proxy, settings.TlsServerName);
        ConnectState.Track(_connections);
        _requests = new HttpMessageInvoker(route);
    }

    /// <summary>The API server's address, without user and password; ends with a slash.</summary>
    internal Uri Address { get; }

    /// <summary>Signs the request in and sends it; the answer's content is not read yet.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (request.Headers.UserAgent.Count == 0) request.Headers.UserAgent.ParseAdd(ClientVersion.UserAgent);
        if (await SignInAsync(cancel).ConfigureAwait(false) is { } signIn) request.Headers.Authorization = signIn;
        return await _requests.SendAsync(request, cancel).ConfigureAwait(false);
    }

    private async ValueTask<AuthenticationHeaderValue?> SignInAsync(CancellationToken cancel)
    {
        if (_settings.TokenProvider is { } provider) return await provider.GetAuthenticationHeaderAsync(cancel).ConfigureAwait(false);
        if (!string.IsNullOrEmpty(_settings.AccessToken)) return new("Bearer", _settings.AccessToken);
        return string.IsNullOrEmpty(_settings.Username) ? null
            : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_settings.Username}:{_settings.Password}")));
    }

    private X509Certificate2? ClientCertificate()
    {
        var certificate = Pem(_settings.ClientCertificateData, _settings.ClientCertificateFilePath);
        var key = Pem(_settings.ClientCertificateKeyData, _settings.ClientKeyFilePath);
        if (certificate is null || key is null) return null;
        var both = X509Certificate2.CreateFromPem(certificate, key);
        if (!OperatingSystem.IsWindows()) return both;
        // Windows' TLS takes no key that only lies in memory.
        using (both) return new X509Certificate2(both.Export(X509ContentType.Pkcs12));
    }

    private static string? Pem(string? base64, string? path) =>
        !string.IsNullOrWhiteSpace(base64) ? Encoding.UTF8.GetString(Convert.FromBase64String(base64))
        : !string.IsNullOrWhiteSpace(path) ? File.ReadAllText(path)
        : null;

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        _requests.Dispose();
        // On Windows its key lies in the user's key store until then.
        _own?.Dispose();
    }
}
