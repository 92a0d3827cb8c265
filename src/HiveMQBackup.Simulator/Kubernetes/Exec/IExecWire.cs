namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>How a command's input, its two outputs and its status are put on the connection to the client.</summary>
internal interface IExecWire : IDisposable
{
    /// <summary>Whether the server leaves it to the client to close the connection at the end.</summary>
    bool ClientClosesLast { get; }

    /// <summary>Sends a part of what the command has written.</summary>
    Task SendAsync(ExecOutput output, ReadOnlyMemory<byte> data, CancellationToken cancel);

    /// <summary>Sends how the command ended, as a Status in JSON, and the end.</summary>
    Task EndAsync(ReadOnlyMemory<byte> status, CancellationToken cancel);

    /// <summary>The command's input: 0 bytes at its end, null when the client has closed the connection.</summary>
    ValueTask<int?> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel);
}

/// <summary>What a command writes to.</summary>
internal enum ExecOutput
{
    /// <summary>Standard output.</summary>
    Out = 1,

    /// <summary>Standard error.</summary>
    Error = 2,
}
