using System.Net;
using System.Text;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.PodProxy;

/// <summary>
/// Sends requests to a pod through the API server's proxy, with the user's credentials for it; tells the API server's own refusals
/// from the broker's responses, and states whether a failed request may have reached the broker.
/// </summary>
/// <param name="server">The API server; stays open.</param>
/// <param name="cluster">The cluster, for messages.</param>
/// <param name="throttle">Waits for an overloaded API server.</param>
/// <param name="ns">The pods' namespace.</param>
internal sealed class PodProxyHandler(
    KubernetesHttp server, ClusterAddress cluster, Throttle throttle, string ns) : HttpMessageHandler
{
    private const string Resource = "pods/proxy";

    /// <summary>Where the API server's proxy accepts requests for a pod's port.</summary>
    internal static Uri AddressOf(Uri server, string ns, string pod, int port, bool tls) => new(server,
        $"api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{(tls ? "https:" : "")}{Uri.EscapeDataString(pod)}:{port}/proxy/");

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throttle.RunAsync(() => SendOnceAsync(request, cancellationToken), CallScope.Of(request), cancellationToken, request);

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await SendToServerAsync(request, cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        if (response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType is not ("application/json" or "text/plain")) return response;
        var type = response.Content.Headers.ContentType.MediaType;
        var text = await LimitedContent.ReadTextAsync(response.Content, StatusText.Longest, cancellationToken).ConfigureAwait(false);
        if (PodProxyRefusal.Parse((int)response.StatusCode, text, type) is { } refused) Throw(request, response, refused);
        // The broker's own error: it is read again later.
        response.Content = new StringContent(text, Encoding.UTF8, type);
        return response;
    }

    private async Task<HttpResponseMessage> SendToServerAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await Delivery.ObserveAsync(request, () => server.SendToPodAsync(request, cancel)).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (Delivery.Of(request) == RequestDelivery.NotSent)
        {
            // Another pod would be just as unreachable.
            throw new HttpRequestException(e.HttpRequestError, e.Message, KubernetesErrors.Unreachable(cluster, e));
        }
    }

    private void Throw(HttpRequestMessage request, HttpResponseMessage response, PodProxyRefusal refused)
    {
        var status = (int)response.StatusCode;
        // What the pod may have received is repeated only if it changes nothing.
        var throttled = refused.Delivery == RequestDelivery.NotSent || request.Method == HttpMethod.Get ? throttle.ExceptionFor(response, refused.Message) : null;
        response.Dispose();
        Delivery.State(request, refused.Delivery);
        if (throttled is not null) throw throttled;
        var verb = Verb(request.Method);
        if (status < 500 && KubernetesErrors.Denied(refused.Message, verb, Resource, ns, cluster) is { } denied) throw denied;
        if (status == (int)HttpStatusCode.Forbidden) throw KubernetesErrors.ProxyForbidden(refused.Message, verb, Resource, ns, cluster);
        if (KubernetesErrors.FromStatus(status, refused.Message, verb, Resource, ns, cluster) is { } understood) throw understood;
        throw new HttpRequestException($"the API server's pod proxy responded with {status}: {refused.Message}");
    }

    // Of a request to the proxy, the API server derives the verb from the method.
    private static string Verb(HttpMethod method) => method == HttpMethod.Get ? "get" : method == HttpMethod.Delete ? "delete" : "create";
}
