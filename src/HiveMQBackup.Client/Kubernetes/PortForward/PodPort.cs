using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>A port of a pod.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Port">The port's number.</param>
internal sealed record PodPort(string Namespace, string Pod, int Port) : PodTarget<Stream>(Namespace, Pod)
{
    private const string Version = "portforward.k8s.io";

    /// <inheritdoc/>
    internal override PodResource Resource => PodResource.PortForward;

    /// <inheritdoc/>
    internal override StreamUpgrade<Stream> Upgrade(StreamWay way, Uri server, TimeProvider time) => way switch
    {
        StreamWay.WebSocket => new WebSocketUpgrade<Stream>(Address(server, $"?ports={Port}"), SpdyInside(time), Channels),
        _ => new SpdyUpgrade<Stream>(way, Address(server), Version, (connection, cancel) => SpdyPortForward.OpenAsync(connection, Port, time, cancel)),
    };

    // From Kubernetes 1.31 on, the API server unpacks the frames; an older one passes the offer on to the kubelet, which knows only channels.
    private WebSocketSubprotocol<Stream> SpdyInside(TimeProvider time) => new(
        SpdyConnection.SubprotocolPrefix + Version,
        "SPDY in a WebSocket",
        (socket, cancel) => SpdyPortForward.OpenAsync(new WebSocketByteStream(socket, Resource), Port, time, cancel));

    private static WebSocketSubprotocol<Stream> Channels { get; } = new(ChannelMessage.Subprotocol, ChannelMessage.Title, WebSocketPortForward.OpenAsync);

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Pod}:{Port}";
}
