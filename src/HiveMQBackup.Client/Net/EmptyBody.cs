using System.Net;

namespace HiveMQBackup.Client.Net;

/// <summary>
/// The empty body of a request that must be sent once. With a body, the connection pool never repeats the request by itself; and
/// since the pool asks for the body after it has buffered the headers and before it has sent all of them, this is when the request leaves.
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
