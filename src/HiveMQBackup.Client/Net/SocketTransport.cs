namespace HiveMQBackup.Client.Net;

/// <summary>Sends requests over connections to the nodes, direct ones and port-forwards, and states whether a failed one was sent.</summary>
internal sealed class SocketTransport(HttpMessageHandler connections) : DelegatingHandler(connections)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Delivery.ObserveAsync(request, () => base.SendAsync(request, cancellationToken));
}
