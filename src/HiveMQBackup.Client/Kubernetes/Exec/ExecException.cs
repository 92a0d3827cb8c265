using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Exec;

/// <summary>A command could not be run in a pod. The message contains the API server's or kubelet's own message.</summary>
public abstract class ExecException(string message, Exception? inner = null) : TransportException(message, inner)
{
    /// <inheritdoc/>
    public override ErrorCode Code => ErrorCode.ExecFailed;

    /// <inheritdoc/>
    public override string Transport => "exec";
}

/// <summary>The kubelet reported that it could not run the command.</summary>
public sealed class ExecErrorException(string message) : ExecException(message);

/// <summary>The connection ended before the command's status.</summary>
public sealed class ExecBrokenException(string message, Exception? inner = null) : ExecException(message, inner);
