using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Broker;
using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>
/// The brokers that one PowerShell session is connected to. A broker is looked for once, and again when its kubeconfig
/// changes. A process may hold several sessions, and one that removes the module leaves the others alone.
/// </summary>
internal sealed class BrokerSessions : IDisposable
{
    // A runspace that is closed without removing the module takes its connections along.
    private static readonly ConditionalWeakTable<Runspace, BrokerSessions> ByRunspace = [];

    private ClusterConnections _clusters = new(TimeProvider.System);
    private readonly Dictionary<(BrokerTarget, KubeConfigSource?), BrokerSession> _open = [];

    /// <summary>Those of the session whose pipeline thread this is.</summary>
    internal static BrokerSessions OfThisRunspace => ByRunspace.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The connection to a broker; opened if there is none yet.</summary>
    /// <param name="target">Which broker is meant.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="HiveMQBackupException">The broker cannot be found or reached.</exception>
    internal async Task<BrokerSession> GetAsync(BrokerTarget target, string folder, CancellationToken cancel)
    {
        var source = target.Uri is null ? KubeConfigSource.Find(target.KubeConfig, folder, Environment.GetEnvironmentVariable) : null;
        if (_open.TryGetValue((target, source), out var known)) return known;
        var opened = await BrokerSession.OpenAsync(target, source, _clusters, TimeProvider.System, cancel);
        // The objects that come from it lead to the same session.
        _open.TryAdd((opened.Remembered, source), opened);
        return _open[(target, source)] = opened;
    }

    /// <summary>The search in a cluster, over the connections that its brokers share.</summary>
    /// <param name="target">The kubeconfig and the context.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <exception cref="HiveMQBackupException">The kubeconfig cannot be found or used.</exception>
    internal BrokerSearch Search(BrokerTarget target, string folder) =>
        new(_clusters, KubeConfigSource.Find(target.KubeConfig, folder, Environment.GetEnvironmentVariable), target.Context);

    /// <summary>Closes all connections.</summary>
    internal void Close()
    {
        foreach (var session in _open.Values.Distinct()) session.Dispose();
        _open.Clear();
        _clusters.Dispose();
        _clusters = new ClusterConnections(TimeProvider.System);
    }

    /// <inheritdoc/>
    void IDisposable.Dispose() => Close();
}
