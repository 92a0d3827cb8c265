using System.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>
/// Sends requests to a pod through the API server's proxy, signed in to the API server; tells the API server's own refusals
/// from the broker's answers.
/// </summary>
/// <param name="server">The API server; stays open.</param>
/// <param name="refusal">Makes the failure of a missing right.</param>
internal sealed class PodProxyHandler(
    ApiServer server,
    Func<int, string, string, HiveMQBackupException?> refusal) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await server.SendToPodAsync(request, cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        if (response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "application/json") return response;
        var text = await LimitedContent.ReadTextAsync(response.Content, StatusText.Longest, cancellationToken).ConfigureAwait(false);
        if (StatusText.Parse(text) is { IsStatus: true } refused) ThrowRefusal(request, response, refused.Message);
        // The broker's own error: whoever asked reads it again.
        response.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json");
        return response;
    }

    private void ThrowRefusal(HttpRequestMessage request, HttpResponseMessage response, string said)
    {
        var status = (int)response.StatusCode;
        response.Dispose();
        if (refusal(status, said, request.Method == HttpMethod.Get ? "get" : "create") is { } understood) throw understood;
        // A pod that is gone or does not listen: the request has not arrived there.
        throw new HttpRequestException(
            response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway
                ? HttpRequestError.ConnectionError
                : HttpRequestError.InvalidResponse,
            $"the API server's pod proxy answered {status}: {said}");
    }
}
