using System.Net;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>
/// The upgrade of one HTTP/1.1 request to a port-forward, sent by the same HttpClient as every other request to the API
/// server: its TLS settings, proxy and sign-in hold here too, and a refusal keeps its status and its words.
/// </summary>
internal abstract class PortForwardUpgrade : IDisposable
{
    /// <param name="method">What it is asked for with; the right that it needs goes by that.</param>
    /// <param name="address">The pod's port-forward.</param>
    /// <param name="protocol">What the connection is to be upgraded to.</param>
    protected PortForwardUpgrade(HttpMethod method, Uri address, string protocol)
    {
        Request = new HttpRequestMessage(method, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Add("Connection", "Upgrade");
        Add("Upgrade", protocol);
    }

    internal HttpRequestMessage Request { get; }

    /// <summary>Takes the connection over where the answer to the request is what was asked for.</summary>
    /// <returns>The TCP connection to the pod; null where something else than the upgrade was answered.</returns>
    internal abstract Task<Stream?> OpenAsync(HttpResponseMessage response, CancellationToken cancel);

    /// <summary>Adds a header as it is.</summary>
    protected void Add(string name, string value) => Request.Headers.TryAddWithoutValidation(name, value);

    /// <summary>A header's first value, or null.</summary>
    protected static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <inheritdoc/>
    public void Dispose() => Request.Dispose();
}
