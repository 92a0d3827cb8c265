using System.Net;
using System.Text;
using HiveMQBackup.Client.Connections;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>
/// Sends requests to a pod through the API server's proxy, signed in to the API server; tells the API server's own refusals
/// from the broker's answers, and states whether a failed request can have reached the broker.
/// </summary>
/// <param name="server">The API server; stays open.</param>
/// <param name="throttle">Waits for an overloaded API server.</param>
/// <param name="refusal">Makes the failure of a missing right.</param>
/// <param name="unreachable">Makes the failure of an API server that cannot be reached.</param>
internal sealed class PodProxyHandler(
    ApiServer server,
    Throttle throttle,
    Func<int, string, string, HiveMQBackupException?> refusal,
    Func<Exception, HiveMQBackupException> unreachable) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throttle.RunAsync(() => SendOnceAsync(request, cancellationToken), cancellationToken, request);

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
            // No other pod is any closer.
            throw new HttpRequestException(e.HttpRequestError, e.Message, unreachable(e));
        }
    }

    private void Throw(HttpRequestMessage request, HttpResponseMessage response, PodProxyRefusal refused)
    {
        var status = (int)response.StatusCode;
        var throttled = response.StatusCode == HttpStatusCode.TooManyRequests ? throttle.Asked(response, refused.Message) : null;
        response.Dispose();
        Delivery.State(request, refused.Delivery);
        if (throttled is not null) throw throttled;
        if (refusal(status, refused.Message, request.Method == HttpMethod.Get ? "get" : "create") is { } understood) throw understood;
        throw new HttpRequestException($"the API server's pod proxy responded with {status}: {refused.Message}");
    }
}
