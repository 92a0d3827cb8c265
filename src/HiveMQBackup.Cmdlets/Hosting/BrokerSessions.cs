using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>
/// The brokers that one PowerShell session is connected to. A broker is looked for once, and again when its kubeconfig
/// or the environment's proxies change. A process may hold several sessions; each closes its connections with its runspace, or when it removes the module.
/// Several tasks may use it at once.
/// </summary>
internal sealed class BrokerSessions : IDisposable
{
    private static readonly ConditionalWeakTable<Runspace, BrokerSessions> ByRunspace = [];

    private readonly object _lock = new();
    private readonly Runspace _runspace;
    private readonly ClusterConnections _clusters = new(TimeProvider.System);
    private readonly Dictionary<(BrokerTarget, KubeConfigSource?, ProxyVariables), BrokerSession> _open = [];
    private bool _closed;

    private BrokerSessions(Runspace runspace)
    {
        _runspace = runspace;
        runspace.StateChanged += CloseWithRunspace;
    }

    /// <summary>Those of the session whose pipeline thread this is.</summary>
    internal static BrokerSessions OfThisRunspace => ByRunspace.GetValue(Runspace.DefaultRunspace, runspace => new BrokerSessions(runspace));

    /// <summary>The requests that the session's commands have under way.</summary>
    internal SessionRequests Requests { get; } = new();

    /// <summary>Closes the connections of the session whose pipeline thread this is; the next command opens new ones.</summary>
    internal static void CloseThoseOfThisRunspace()
    {
        if (Runspace.DefaultRunspace is not { } runspace || !ByRunspace.TryGetValue(runspace, out var sessions)) return;
        ByRunspace.Remove(runspace);
        sessions.Close();
    }

    /// <summary>The connection to a broker; opened if there is none yet.</summary>
    /// <param name="target">Which broker is meant.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="log">Receives the messages of the search, and of the calls to the broker.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="HiveMQBackupException">The broker cannot be found or reached.</exception>
    internal async Task<BrokerSession> GetAsync(BrokerTarget target, string folder, Log log, CancellationToken cancel)
    {
        var source = target.Uri is null ? target.FindKubeConfig(folder, Environment.GetEnvironmentVariable) : null;
        var proxies = ProxyVariables.Current;
        lock (_lock)
        {
            if (_open.TryGetValue((target, source, proxies), out var known)) return known.For(log);
        }
        var opened = await BrokerSession.OpenAsync(target, source, _clusters, TimeProvider.System, log, cancel).ConfigureAwait(false);
        // What is kept outlives the command, and must not hold on to its log.
        var session = Cache((target, source, proxies), opened.For(Log.None));
        // The objects that come from it lead to the same session.
        lock (_lock) _open.TryAdd((session.Remembered, source, proxies), session);
        return session.For(log);
    }

    /// <summary>The search in a cluster, over the connections that its brokers share.</summary>
    /// <param name="target">The kubeconfig and the context.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="log">Receives the messages of the search.</param>
    /// <exception cref="HiveMQBackupException">The kubeconfig cannot be found or used.</exception>
    internal ClusterSession Search(BrokerTarget target, string folder, Log log) =>
        new(_clusters, target.FindKubeConfig(folder, Environment.GetEnvironmentVariable), target.Context, log);

    // Two tasks may have opened the same at once, and the session may have ended meanwhile.
    private BrokerSession Cache((BrokerTarget, KubeConfigSource?, ProxyVariables) key, BrokerSession opened)
    {
        BrokerSession? session = null;
        lock (_lock)
        {
            if (!_closed && !_open.TryGetValue(key, out session)) return _open[key] = opened;
        }
        opened.Dispose();
        return session ?? throw new OperationCanceledException("The PowerShell session has ended.");
    }

    private void CloseWithRunspace(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken) Close();
    }

    private void Close()
    {
        List<BrokerSession> open;
        lock (_lock)
        {
            _closed = true;
            open = [.. _open.Values.Distinct()];
            _open.Clear();
        }
        _runspace.StateChanged -= CloseWithRunspace;
        foreach (var session in open) session.Dispose();
        _clusters.Dispose();
    }

    /// <inheritdoc/>
    void IDisposable.Dispose() => Close();
}
