using System.Net;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>The connections to an API server, and the credentials that its requests are sent with.</summary>
/// <remarks>KubernetesClient's own client does the same, and adds a tenth to the first command (docs/adr/0010-own-kubernetes-http.md).</remarks>
internal sealed class KubernetesHttp : IDisposable
{
    // The requests that the first command sends at the same time.
    private const int RequestsAtOnce = 3;

    private readonly ClusterSettings _settings;
    private readonly IClusterCredentials _credentials;
    private readonly Impersonation _impersonation;
    private readonly ProxyServer? _environmentProxy;
    private readonly CertificateConnections _connections;
    private readonly EarlyConnections _early;

    /// <param name="settings">The address, and the authorities.</param>
    /// <param name="credentials">The user's credentials; owned from now on.</param>
    /// <param name="impersonation">The user to impersonate.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Receives a warning about a proxy that cannot be used.</param>
    internal KubernetesHttp(ClusterSettings settings, IClusterCredentials credentials, Impersonation impersonation, TimeProvider time, Log log)
    {
        _settings = settings;
        _credentials = credentials;
        _impersonation = impersonation;
        Address = BaseAddress.Of(new Uri(settings.Host));
        _environmentProxy = ProxyEnvironment.For(Address, log);
        _connections = new CertificateConnections(Connections);
        _early = new EarlyConnections(time);
    }

    private HttpMessageHandler Connections(ClientCertificate? certificate, Log log)
    {
        var connections = Handler(certificate);
        var route = Route.Over(connections, Address, ProxyOf(connections), log, _settings.TlsServerName, _early);
        ConnectState.Track(connections);
        return route;
    }

    // A kubeconfig's proxy applies to its cluster without exception; the environment's rules do not apply.
    private ProxyServer? ProxyOf(SocketsHttpHandler connections) => connections.Proxy as ProxyServer ?? _environmentProxy;

    private SocketsHttpHandler Handler(ClientCertificate? certificate)
    {
        var connections = new SocketsHttpHandler
        {
            // A redirect from a pod behind the proxy could send the credentials elsewhere; the API server itself sends none.
            AllowAutoRedirect = false,
            UseCookies = false,
            RequestHeaderEncodingSelector = (header, _) => Impersonation.EncodingOf(header),
        };
        var tls = connections.SslOptions;
        CertificateValidation.ApplyTo(tls, _settings.SslCaCerts);
#pragma warning disable CA5359 // Exactly this is what insecure-skip-tls-verify asks for.
        if (_settings.SkipTlsVerify) tls.RemoteCertificateValidationCallback = delegate { return true; };
#pragma warning restore CA5359
        // The kubeconfig selects the client certificate, not the list of authorities that the server sends.
        if (certificate is not null) tls.ClientCertificateContext = certificate.Chain;
        if (_settings.Proxy is { } proxy) connections.Proxy = proxy;
        return connections;
    }

    /// <summary>The API server's address, without user and password; ends with a slash.</summary>
    internal Uri Address { get; }

    /// <summary>Sends a request with the user's credentials; the response's content is not read yet.</summary>
    /// <remarks>
    /// A request that is refused for its credentials has not been executed. It is retried once, with any method, if there are other
    /// credentials by then.
    /// </remarks>
    /// <exception cref="HiveMQBackupException">There are no valid credentials.</exception>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CallScope scope, CancellationToken cancel) =>
        SendAsync(request, static (_, _) => ValueTask.FromResult(true), scope, cancel);

    /// <summary>The same for a request to a pod: a 401 may be the pod's own, which is not about these credentials.</summary>
    internal Task<HttpResponseMessage> SendToPodAsync(HttpRequestMessage request, CancellationToken cancel) =>
        SendAsync(request, StatusText.IsStatusAsync, CallScope.Of(request), cancel);

    /// <summary>Gets the user's credentials before several requests are sent at the same time. If that takes a login, connections are opened meanwhile.</summary>
    /// <exception cref="HiveMQBackupException">There are no valid credentials.</exception>
    internal async Task<Login> LogInAsync(CallScope scope, CancellationToken cancel)
    {
        var login = _credentials.GetAsync(scope, cancel);
        if (!login.IsCompleted) OpenConnections();
        return new Login(this, await login.ConfigureAwait(false));
    }

    private void OpenConnections()
    {
        using var settings = Handler(null);
        var proxy = ProxyOf(settings);
        // A proxy may lock an account after some wrong passwords: none is sent only to save time.
        if (proxy?.Credential is null) _early.Open(RequestsAtOnce, Route.Dialing(settings.SslOptions, Address, proxy));
    }

    /// <summary>Sends a request with these credentials, whether they are still valid or not.</summary>
    internal Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, ClusterCredential credential, Log log, CancellationToken cancel) =>
        SendAsync(Prepared(request), credential, log, cancel);

    private HttpRequestMessage Prepared(HttpRequestMessage request)
    {
        if (request.Headers.UserAgent.Count == 0) request.Headers.UserAgent.ParseAdd(UserAgent.Value);
        _impersonation.AddTo(request.Headers);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, ValueTask<bool>> isFromServer, CallScope scope, CancellationToken cancel)
    {
        Prepared(request);
        var credential = await _credentials.GetAsync(scope, cancel).ConfigureAwait(false);
        HttpResponseMessage? response = null;
        try
        {
            response = await SendAsync(request, credential, scope.Log, cancel).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.Unauthorized || !await isFromServer(response, cancel).ConfigureAwait(false)) return response;
            if (await _credentials.RenewAsync(credential, scope, cancel).ConfigureAwait(false) is not { } renewed) return response;
            credential = renewed;
        }
        catch (HttpRequestException e) when (response is null && credential.Certificate is not null && CertificateRefusal.Is(e, request))
        {
            if (await _credentials.RenewAsync(credential, scope, cancel).ConfigureAwait(false) is not { } renewed) throw;
            credential = renewed;
        }
        catch
        {
            response?.Dispose();
            throw;
        }
        response?.Dispose();
        return await SendAsync(request, credential, scope.Log, cancel).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ClusterCredential credential, Log log, CancellationToken cancel)
    {
        // Overwrites any other value: a request to a pod could carry the broker's credentials.
        request.Headers.Authorization = credential.Header;
        return _connections.SendAsync(request, credential.Certificate, log, cancel);
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        _early.Dispose();
        _connections.Dispose();
        _credentials.Dispose();
    }
}
