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

    /// <summary>Whether the command is told where its input ends; otherwise it has to know how much it reads.</summary>
    bool HasEndOfInput { get; }

    /// <summary>Tells the command that its input ends here; does nothing without <see cref="HasEndOfInput"/>.</summary>
    /// <exception cref="PodStreamException">The connection was lost.</exception>
    ValueTask CompleteInputAsync(CancellationToken cancel);
}
