using System.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>
/// Sends requests to a pod through the API server's proxy, signed in to the API server; tells the API server's own refusals
/// from the broker's answers.
/// </summary>
/// <param name="server">The API server; stays open.</param>
/// <param name="throttle">Waits for an overloaded API server.</param>
/// <param name="refusal">Makes the failure of a missing right.</param>
internal sealed class PodProxyHandler(
    ApiServer server,
    Throttle throttle,
    Func<int, string, string, HiveMQBackupException?> refusal) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throttle.RunAsync(() => SendOnceAsync(request, cancellationToken), cancellationToken, request);

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await server.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode == HttpStatusCode.TooManyRequests && type == "text/plain") await ThrowOverloadedAsync(response, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode || type != "application/json") return response;
        var text = await LimitedContent.ReadTextAsync(response.Content, StatusText.Longest, cancellationToken).ConfigureAwait(false);
        if (StatusText.Parse(text) is { IsStatus: true } refused) ThrowRefusal(request, response, refused.Message);
        // The broker's own error: whoever asked reads it again.
        response.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json");
        return response;
    }

    // An API server that limits its clients says so in plain text, unlike any error of a broker.
    private async Task ThrowOverloadedAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var said = await StatusText.ReadAsync(response, cancel).ConfigureAwait(false);
        using (response) throw throttle.Asked(response, said.Message)!;
    }

    private void ThrowRefusal(HttpRequestMessage request, HttpResponseMessage response, string said)
    {
        var status = (int)response.StatusCode;
        // Only a 429 says that the broker has not got the request.
        var throttled = response.StatusCode == HttpStatusCode.TooManyRequests ? throttle.Asked(response, said) : null;
        response.Dispose();
        if (throttled is not null) throw throttled;
        if (refusal(status, said, request.Method == HttpMethod.Get ? "get" : "create") is { } understood) throw understood;
        // A pod that is gone or does not listen: the request has not arrived there.
        throw new HttpRequestException(
            response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway
                ? HttpRequestError.ConnectionError
                : HttpRequestError.InvalidResponse,
            $"the API server's pod proxy answered {status}: {said}");
    }
}
