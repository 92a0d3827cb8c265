using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>A port of a pod.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Port">The port's number.</param>
internal sealed record PodPort(string Namespace, string Pod, int Port) : PodTarget<Stream>(Namespace, Pod)
{
    /// <inheritdoc/>
    internal override PodResource Resource => PodResource.PortForward;

    /// <inheritdoc/>
    internal override StreamUpgrade<Stream> Upgrade(StreamWay way, Uri server, TimeProvider time) => way switch
    {
        StreamWay.WebSocket => new WebSocketUpgrade<Stream>(Address(server, $"?ports={Port}"), WebSocketPortForward.OpenAsync),
        _ => new SpdyUpgrade<Stream>(way, Address(server), "portforward.k8s.io", (connection, cancel) => SpdyPortForward.OpenAsync(connection, Port, time, cancel)),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Pod}:{Port}";
}
