using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Tests.Support;

/// <summary>A simulated cluster, a kubeconfig file for it, and the sessions that were opened with it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<BrokerSession> _sessions = [];

    private TestCluster(SimulatedCluster simulator)
    {
        Simulator = simulator;
        Source = SourceOf(simulator.KubeConfig);
    }

    public SimulatedCluster Simulator { get; }

    public ClusterFaults Faults => Simulator.Faults;

    /// <summary>A target whose pods are not known before they are listed: nothing is requested early.</summary>
    public static BrokerTarget ByLabels { get; } = new() { LabelSelector = "app.kubernetes.io/instance=broker" };

    /// <summary>The cluster's kubeconfig.</summary>
    public KubeConfigSource Source { get; }

    public IReadOnlyList<SimulatedPod> Pods => Simulator.StatefulSets[0].Pods;

    public BackupStore Backups => Simulator.StatefulSets[0].Backups;

    /// <summary>How many port-forwards were requested, rejected ones included.</summary>
    public int PortForwards => RequestsFor("/portforward");

    /// <summary>How many requests to the API server had this in their path.</summary>
    public int RequestsFor(string path) => Simulator.Requests.Count(r => r.PathAndQuery.Contains(path, StringComparison.Ordinal));

    public int Posts => Pods.Sum(p => p.Node.Requests.Count(r => r.Method == "POST"));

    public static async Task<TestCluster> StartAsync(params StatefulSetOptions[] sets) =>
        await StartAsync(new SimulatedClusterOptions { StatefulSets = sets.Length > 0 ? sets : [new()] });

    public static async Task<TestCluster> StartAsync(SimulatedClusterOptions options) =>
        new(await SimulatedCluster.StartAsync(options, Test.Cancel));

    /// <summary>A kubeconfig file with this content.</summary>
    public KubeConfigSource SourceOf(string kubeConfig)
    {
        var path = _folder.Write($"config-{Guid.NewGuid():N}", kubeConfig);
        return KubeConfigSource.Find(path, _folder.Path, _ => null);
    }

    /// <summary>The cluster's kubeconfig with a relay's address in place of the API server's.</summary>
    public KubeConfigSource SourceOver(InterceptingRelay relay) => SourceOf(Simulator.KubeConfig.Replace(
        Simulator.Server.GetLeftPart(UriPartial.Authority), relay.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));

    public async Task<BrokerSession> OpenAsync(BrokerTarget? target = null, TimeProvider? time = null, KubeConfigSource? source = null, Log? log = null)
    {
        var session = await BrokerSession.OpenAsync(target ?? new BrokerTarget(), source ?? Source, time ?? TimeProvider.System, log ?? Log.None, Test.Cancel);
        _sessions.Add(session);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions) session.Dispose();
        await Simulator.DisposeAsync();
        _folder.Dispose();
    }
}
