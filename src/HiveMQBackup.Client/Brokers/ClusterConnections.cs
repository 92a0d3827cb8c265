using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>
/// The connections to API servers that several brokers share: one for each kubeconfig and context, so that a login plugin runs once for
/// all of them, and another one after a change of the environment's proxies. Safe for use by several calls at once.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class ClusterConnections(TimeProvider time) : IDisposable
{
    private readonly object _lock = new();
    private bool _isClosed;
    private readonly Dictionary<(KubeConfigSource Source, string? Context, ProxyVariables Proxies), ClusterConnection> _open = [];

    /// <summary>The connection to a context's cluster; prepared if there is none yet.</summary>
    /// <param name="source">The kubeconfig.</param>
    /// <param name="context">The context's name, or null for the current one.</param>
    /// <param name="log">Receives the messages about a new connection.</param>
    /// <exception cref="HiveMQBackupException">The kubeconfig or one of its parts cannot be used.</exception>
    internal ClusterConnection Get(KubeConfigSource source, string? context, Log log)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            var proxies = ProxyVariables.Current;
            if (_open.TryGetValue((source, context, proxies), out var known)) return known;
            // The current context has a name too, and its cluster may be connected under that name.
            var chosen = source.Files.Count == 0 ? null : KubeConfig.Load(source).Context(context);
            var name = chosen?.Name ?? ClusterConnection.InClusterName;
            if (!_open.TryGetValue((source, name, proxies), out var named)) named = chosen is null ? ClusterConnection.InCluster(time, log) : ClusterConnection.Connect(chosen, time, log);
            return _open[(source, context, proxies)] = _open[(source, name, proxies)] = named;
        }
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var api in _open.Values.Distinct()) api.Dispose();
            _open.Clear();
        }
    }
}
