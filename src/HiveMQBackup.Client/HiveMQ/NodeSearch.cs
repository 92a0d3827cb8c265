namespace HiveMQBackup.Client.HiveMQ;

/// <summary>A node's response to a search for something that not every node has.</summary>
/// <param name="Node">The node.</param>
/// <param name="Found">What was found, or null.</param>
/// <param name="Error">Why the node could not say whether it has it, or null.</param>
internal sealed record NodeReply<T>(Uri Node, T? Found, HiveMQBackupException? Error) where T : class;

/// <summary>
/// Looks for something on the current node, and then on each of the others. An error of one node counts only if
/// no other node has it.
/// </summary>
/// <param name="nodes">The broker's nodes.</param>
/// <param name="what">The name of the thing to find, for messages.</param>
/// <param name="ask">Asks a node, or the current one if that is null; once only, or with retries.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Receives which nodes fail.</param>
internal sealed class NodeSearch<T>(BrokerNodes nodes, string what, Func<Uri?, bool, Task<NodeReply<T>>> ask, TimeProvider time, Log log) where T : class
{
    private readonly List<NodeReply<T>> _failed = [];
    private readonly List<Uri> _without = [];

    /// <summary>What was found, or null if no node has it.</summary>
    /// <exception cref="HiveMQBackupException">No node has it, and not every node responded.</exception>
    internal async Task<T?> FindAsync(CallLimit limit)
    {
        try
        {
            return await FindAnywhereAsync(limit).ConfigureAwait(false) ?? (_failed.Count == 0 ? null : throw Failed());
        }
        catch (OperationCanceledException) when (!limit.IsCancelled && _failed.Count > 0)
        {
            throw Failed();
        }
    }

    private async Task<T?> FindAnywhereAsync(CallLimit limit)
    {
        if (await QueryAsync(null, once: false).ConfigureAwait(false) is { } here) return here;
        foreach (var node in nodes.All.Where(node => !_without.Contains(node) && _failed.All(reply => reply.Node != node)))
        {
            // A node that hangs must not use up the time of the nodes after it.
            if (await QueryAsync(node, once: true).ConfigureAwait(false) is { } there) return there;
        }
        return _without.Count == 0 ? null : await RetryAsync(limit).ConfigureAwait(false);
    }

    // The others work, so this one may recover soon, but not before the end of a delay that it asks for.
    private async Task<T?> RetryAsync(CallLimit limit)
    {
        var began = time.GetTimestamp();
        foreach (var reply in _failed.Where(reply => reply.Error!.IsTransient).ToList())
        {
            if (reply.Error!.RetryAfter - time.GetElapsedTime(began) is { } wait && wait > TimeSpan.Zero)
            {
                if (wait >= limit.Left) continue;
                await Task.Delay(wait, time, limit.Token).ConfigureAwait(false);
            }
            _failed.Remove(reply);
            if (await QueryAsync(reply.Node, once: false).ConfigureAwait(false) is { } found) return found;
        }
        return null;
    }

    private async Task<T?> QueryAsync(Uri? node, bool once)
    {
        var reply = await ask(node, once).ConfigureAwait(false);
        if (reply.Found is not null) return reply.Found;
        if (reply.Error is null) _without.Add(reply.Node);
        else if (!IsOfOneNode(reply.Error)) throw reply.Error;
        else Fail(reply);
        return null;
    }

    private void Fail(NodeReply<T> reply)
    {
        _failed.Add(reply);
        // The pods are refreshed before the next call: this one may be gone for good.
        if (reply.Error!.IsTransient) nodes.FailOver(reply.Node, "could not be queried", log);
    }

    // A refusal by the cluster is the same for every node.
    private static bool IsOfOneNode(HiveMQBackupException failure) => failure.Code is ErrorCode.HiveMQUnavailable or ErrorCode.HiveMQUnauthorized
        or ErrorCode.HiveMQForbidden or ErrorCode.UnexpectedResponse or ErrorCode.PortForwardFailed;

    // A permanent error says more than a transient one.
    private HiveMQBackupException Failed()
    {
        var (node, _, failure) = _failed.OrderBy(reply => reply.Error!.IsTransient).First();
        if (_without.Count == 0) return failure!;
        var others = _failed.Count > 1 ? $" (or {Names(_failed.Select(reply => reply.Node).Where(other => other != node))})" : "";
        return new(
            failure!.Code,
            $"{what} was not found on {Names(_without)}, and it is unknown whether {BrokerNodes.NameOf(node)}{others} has it: {failure.Message}",
            failure.Cause,
            failure)
        {
            RetryAfter = failure.RetryAfter,
        };
    }

    private static string Names(IEnumerable<Uri> nodes) => string.Join(", ", nodes.Select(BrokerNodes.NameOf));
}
