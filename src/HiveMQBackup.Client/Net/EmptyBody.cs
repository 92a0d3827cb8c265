using System.Net;

namespace HiveMQBackup.Client.Net;

/// <summary>
/// The empty body of a request that must be sent once. With a body, the connection pool never repeats the request by itself; and
/// since it asks for the body when the headers lie ready and before their end has left, this is the moment in which the request leaves.
/// </summary>
internal sealed class EmptyBody(HttpRequestMessage request) : HttpContent
{
    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Delivery.State(request, RequestDelivery.MaybeSent);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return true;
    }
}
