namespace HiveMQBackup.Client.Net;

/// <summary>Records for one request whether it may have reached the broker. Each transport sets it.</summary>
internal static class Delivery
{
    private static readonly HttpRequestOptionsKey<RequestDelivery> Key = new("HiveMQBackup.Delivery");

    /// <summary>The transport's last statement; without one, the request may have been sent.</summary>
    internal static RequestDelivery Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var stated) ? stated : RequestDelivery.MaybeSent;

    /// <summary>Records a statement; a later one from the transport itself overrides it.</summary>
    internal static void State(HttpRequestMessage request, RequestDelivery delivery) => request.Options.Set(Key, delivery);

    /// <summary>Sends a request over .NET's connections, and records whether it was sent if it fails.</summary>
    /// <param name="request">The request; one that must not be sent twice has an <see cref="EmptyBody"/>.</param>
    /// <param name="send">Sends it.</param>
    internal static async Task<HttpResponseMessage> ObserveAsync(HttpRequestMessage request, Func<Task<HttpResponseMessage>> send)
    {
        // From here on the body itself says when the request leaves.
        State(request, request.Content is EmptyBody ? RequestDelivery.NotSent : RequestDelivery.MaybeSent);
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (request.Content is null && IsOfConnecting(e.HttpRequestError))
        {
            State(request, RequestDelivery.NotSent);
            throw;
        }
        catch (Exception e) when (request.Content is EmptyBody && IsNotConnected(e))
        {
            // It left, but only as far as the kubelet.
            State(request, RequestDelivery.NotSent);
            throw;
        }
    }

    private static bool IsNotConnected(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is TransportException { IsNotConnected: true }) return true;
        }
        return false;
    }

    // Name, TCP, TLS and a proxy's CONNECT come before the request; a later error has another code, or none.
    private static bool IsOfConnecting(HttpRequestError error) => error is HttpRequestError.ConnectionError
        or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
