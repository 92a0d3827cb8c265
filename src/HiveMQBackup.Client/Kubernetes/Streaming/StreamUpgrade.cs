using System.Net;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>
/// The upgrade of one HTTP/1.1 request to a connection to a pod, sent by the same HttpClient as every other request to the API
/// server: its TLS settings, proxy and credentials apply here too, and a refusal keeps its status and its message.
/// </summary>
/// <typeparam name="T">The connection.</typeparam>
internal abstract class StreamUpgrade<T> : IDisposable where T : class
{
    /// <param name="method">The HTTP method of the request; it determines the required permission.</param>
    /// <param name="address">The pod's subresource.</param>
    /// <param name="protocol">What the connection is to be upgraded to.</param>
    protected StreamUpgrade(HttpMethod method, Uri address, string protocol)
    {
        Request = new HttpRequestMessage(method, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Add("Connection", "Upgrade");
        Add("Upgrade", protocol);
    }

    internal HttpRequestMessage Request { get; }

    /// <summary>The protocol of the connection that was opened, for messages.</summary>
    internal abstract string Protocol { get; }

    /// <summary>Takes over the connection if the response accepts the upgrade.</summary>
    /// <returns>The connection to the pod; null if the response is anything but the upgrade.</returns>
    internal abstract Task<T?> OpenAsync(HttpResponseMessage response, CancellationToken cancel);

    /// <summary>Adds a header as it is.</summary>
    protected void Add(string name, string value) => Request.Headers.TryAddWithoutValidation(name, value);

    /// <summary>A header's first value, or null.</summary>
    protected static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <inheritdoc/>
    public void Dispose() => Request.Dispose();
}
