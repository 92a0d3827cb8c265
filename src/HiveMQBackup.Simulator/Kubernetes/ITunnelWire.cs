namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>How a port-forward's data, its error text and its end are put on the connection to the client.</summary>
internal interface ITunnelWire : IDisposable
{
    Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancel);

    /// <summary>The error of the kubelet, and the end.</summary>
    Task FailAsync(string message, CancellationToken cancel);

    /// <summary>The normal end of the pod's stream.</summary>
    Task EndAsync(CancellationToken cancel);

    /// <summary>The client's data; 0 bytes when it has closed.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel);
}
