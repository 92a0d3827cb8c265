namespace HiveMQBackup.Client.Kubernetes.Exec;

/// <summary>What a command in a pod sends.</summary>
internal enum ExecChannel
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    ErrorOutput,

    /// <summary>The kubelet's Status object, which holds the exit code.</summary>
    Status,

    /// <summary>Nothing more: the command has ended, and the connection as well.</summary>
    End,
}

/// <summary>A piece of what a command in a pod sends.</summary>
/// <param name="Channel">Where it comes from.</param>
/// <param name="Length">How many bytes of the caller's memory it fills.</param>
internal readonly record struct ExecPiece(ExecChannel Channel, int Length);
