using System.Net;

namespace HiveMQBackup.Client.Net;

/// <summary>Sends plain http requests to a proxy, with the credentials for it.</summary>
/// <param name="proxy">The proxy.</param>
internal sealed class ProxiedRequests(ProxyServer proxy) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.ProxyAuthorization = proxy.Authorization;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.ProxyAuthenticationRequired) return response;
        using (response)
        {
            var refused = HttpTunnel.Refused(proxy, request.RequestUri!.Authority, (int)response.StatusCode, $"{(int)response.StatusCode} {response.ReasonPhrase}");
            throw new HttpRequestException(HttpRequestError.ProxyTunnelError, refused.Message, refused);
        }
    }
}
