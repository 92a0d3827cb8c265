using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>
/// The nodes that serve one broker's REST API, and the current one. Each address ends with a slash.
/// Safe for use by several calls at once.
/// </summary>
/// <param name="nodes">The nodes, the preferred one first; at least one.</param>
/// <param name="resolveNodes">Refreshes the nodes; null if they are fixed.</param>
internal sealed class BrokerNodes(IReadOnlyList<Uri> nodes, Func<CallScope, CancellationToken, Task<IReadOnlyList<Uri>>>? resolveNodes)
{
    private readonly object _lock = new();
    private IReadOnlyList<Uri> _nodes = nodes;
    private Uri _current = nodes[0];
    private volatile bool _stale;

    /// <summary>The current node.</summary>
    internal Uri Current
    {
        get
        {
            lock (_lock) return _current;
        }
    }

    /// <summary>Whether there is more than one node.</summary>
    internal bool HasOthers
    {
        get
        {
            lock (_lock) return _nodes.Count > 1;
        }
    }

    /// <summary>The dialect that the nodes use, or null if it is not known yet.</summary>
    internal Dialect? Dialect { get; set; }

    /// <summary>All nodes in their order, beginning with the current one: those that were failed over from come last.</summary>
    internal IReadOnlyList<Uri> All
    {
        get
        {
            lock (_lock)
            {
                var at = Position(_current);
                return [.. _nodes.Skip(at), .. _nodes.Take(at)];
            }
        }
    }

    /// <summary>What a node is called: its pod and port, or its address.</summary>
    internal static string NameOf(Uri node) =>
        node.Segments is [.., var pod, "proxy/"] ? pod.TrimEnd('/') : node.Authority;

    /// <summary>Fails over to the node after <paramref name="failed"/>, unless another call has done so already.</summary>
    internal void FailOver(Uri failed, string why, Log log)
    {
        lock (_lock)
        {
            _stale = true;
            if (_current != failed || _nodes.Count < 2) return;
            _current = _nodes[(Position(failed) + 1) % _nodes.Count];
            log.Tell($"{NameOf(failed)} {why}; failing over to {NameOf(_current)}.");
        }
    }

    private int Position(Uri node) => _nodes.ToList().IndexOf(node);

    /// <summary>After failing over from a node: refreshes the nodes, and keeps the known ones if that fails.</summary>
    internal async Task RefreshAsync(CallScope scope, CancellationToken cancel)
    {
        if (!_stale) return;
        _stale = false;
        try
        {
            await RefreshNodesAsync(scope, cancel).ConfigureAwait(false);
        }
        catch (HiveMQBackupException e)
        {
            scope.Log.Tell($"The list of the broker's pods could not be refreshed: {e.Message}");
        }
    }

    /// <summary>Refreshes the nodes, for when none of the known ones responds; false if that is not possible.</summary>
    internal async Task<bool> RefreshNodesAsync(CallScope scope, CancellationToken cancel)
    {
        if (resolveNodes is null) return false;
        var found = await resolveNodes(scope, cancel).ConfigureAwait(false);
        lock (_lock)
        {
            _nodes = found;
            if (!found.Contains(_current)) _current = found[0];
        }
        return true;
    }
}
