using HiveMQBackup.Client.Kubernetes.Spdy;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>The upgrade to SPDY, which costs a cluster a third less than WebSocket, and which kubectl uses as well.</summary>
internal sealed class SpdyUpgrade : PortForwardUpgrade
{
    private const string VersionHeader = "X-Stream-Protocol-Version";
    private const string Version = "portforward.k8s.io";

    private readonly int _port;
    private readonly TimeProvider _time;

    internal SpdyUpgrade(HttpMethod method, Uri address, int port, TimeProvider time)
        : base(method, address, SpdyConnection.Protocol)
    {
        _port = port;
        _time = time;
        Add(VersionHeader, Version);
    }

    /// <inheritdoc/>
    internal override async Task<Stream?> OpenAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var isSpdy = string.Equals(Header(response, "Upgrade"), SpdyConnection.Protocol, StringComparison.OrdinalIgnoreCase)
            && Header(response, VersionHeader) is null or Version;
        if (!isSpdy) return null;
        var connection = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        return await SpdyPortForward.OpenAsync(connection, _port, _time, cancel).ConfigureAwait(false);
    }
}
