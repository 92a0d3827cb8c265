using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Client.Kubernetes.Exec;

/// <summary>A command in a container of a pod.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Container">The container's name.</param>
/// <param name="Command">The program and its arguments, given whether it is told where its input ends. No shell interprets them.</param>
internal sealed record PodExec(string Namespace, string Pod, string Container, Func<bool, IReadOnlyList<string>> Command) : PodTarget<IExecStreams>(Namespace, Pod)
{
    /// <inheritdoc/>
    internal override PodResource Resource => PodResource.Exec;

    /// <inheritdoc/>
    internal override StreamUpgrade<IExecStreams> Upgrade(StreamWay way, Uri server, TimeProvider time)
    {
        var command = string.Concat(Command(way != StreamWay.WebSocket).Select(part => $"&command={Uri.EscapeDataString(part)}"));
        var address = Address(server, $"?container={Uri.EscapeDataString(Container)}&stdin=true&stdout=true&stderr=true{command}");
        return way == StreamWay.WebSocket
            ? new WebSocketUpgrade<IExecStreams>(address, new WebSocketSubprotocol<IExecStreams>(
                ChannelMessage.Subprotocol, ChannelMessage.Title, (socket, _) => Task.FromResult<IExecStreams>(new WebSocketExec(socket))))
            : new SpdyUpgrade<IExecStreams>(way, address, ChannelMessage.Subprotocol, (connection, cancel) => SpdyExec.OpenAsync(connection, time, cancel));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Pod}";
}
