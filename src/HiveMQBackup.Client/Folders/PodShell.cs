using HiveMQBackup.Client.Kubernetes.Exec;
using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Folders;

/// <summary>Runs shell scripts in one container of a pod.</summary>
/// <param name="open">Starts a command in a pod.</param>
/// <param name="ns">The pod's namespace.</param>
/// <param name="pod">The pod's name.</param>
/// <param name="container">The container's name.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Receives messages.</param>
internal sealed class PodShell(Func<PodExec, CallScope, CancellationToken, Task<IExecStreams>> open, string ns, string pod, string container, TimeProvider time, Log log)
{
    // Long enough for a busy node; a script without input does little.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The pod's name.</summary>
    internal string Pod => pod;

    /// <summary>Runs a script that reads no input, within 30 seconds.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <param name="outer">A limit whose clock stops during a login, or null.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.ExecFailed"/>, a missing permission, or the cluster is out of reach.</exception>
    internal async Task<PodCommandResult> RunAsync(string script, IReadOnlyList<string> arguments, CancellationToken cancel, TimeLimit? outer = null)
    {
        using var limit = new TimeLimit(Limit, time, new CallScope(log, outer), cancel);
        try
        {
            using var streams = await OpenAsync(script, _ => arguments, limit.Scope, limit.Token).ConfigureAwait(false);
            return await PodCommand.RunAsync(streams, null, limit.Token).ConfigureAwait(false);
        }
        catch (PodStreamException e)
        {
            throw FolderErrors.ExecFailed(this, e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw FolderErrors.ExecFailed(this, $"The command did not end within {Limit.TotalSeconds:0} seconds.", e);
        }
    }

    /// <summary>Starts a script.</summary>
    /// <exception cref="PodStreamException">The kubelet refused, or the connection was lost.</exception>
    /// <exception cref="HiveMQBackupException">A permission is missing, or the cluster is out of reach.</exception>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments, given whether it is told where its input ends.</param>
    /// <param name="scope">The call.</param>
    /// <param name="cancel">Ends the attempt.</param>
    internal Task<IExecStreams> OpenAsync(string script, Func<bool, IReadOnlyList<string>> arguments, CallScope scope, CancellationToken cancel) =>
        open(
            new PodExec(ns, pod, container, hasEndOfInput => ["sh", "-c", script, "hivemq-backup", .. arguments(hasEndOfInput)]), scope, cancel);

    /// <inheritdoc/>
    public override string ToString() => $"{ns}/{pod}";
}
