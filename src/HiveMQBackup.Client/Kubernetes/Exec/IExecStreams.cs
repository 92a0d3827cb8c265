using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Client.Kubernetes.Exec;

/// <summary>The streams of one command that runs in a pod. One read and one write may be under way at a time.</summary>
internal interface IExecStreams : IDisposable
{
    /// <summary>Reads what the command sends next.</summary>
    /// <exception cref="PodStreamException">The connection was lost.</exception>
    ValueTask<ExecPiece> ReadAsync(Memory<byte> buffer, CancellationToken cancel);

    /// <summary>Writes to the command's standard input.</summary>
    /// <exception cref="PodStreamException">The connection was lost.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancel);

    /// <summary>Tells the command that its input ends here. Over WebSocket this cannot be told: there, the command has to know how much it reads.</summary>
    /// <exception cref="PodStreamException">The connection was lost.</exception>
    ValueTask CompleteInputAsync(CancellationToken cancel);
}
