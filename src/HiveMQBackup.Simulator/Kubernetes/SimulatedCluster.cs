using System.Net;
using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A Kubernetes API server on loopback, in front of pods with HiveMQ nodes.</summary>
public sealed class SimulatedCluster : IAsyncDisposable
{
    private readonly SimulatedClusterOptions _options;
    private readonly ClusterObjects _objects;
    private readonly PodFactory _pods;
    private readonly PodProxy _proxy;
    private readonly KubernetesApi _api;
    private readonly CancellationTokenSource _stopping = new();
    private LoopbackServer? _server;

    private SimulatedCluster(SimulatedClusterOptions options, ClusterAuthentication authentication)
    {
        _options = options;
        _objects = new ClusterObjects(options.Namespace);
        _pods = new PodFactory(options.Namespace, options.Time);
        _proxy = new PodProxy(_objects, Faults);
        _api = new KubernetesApi(options, authentication, _objects, Faults, _proxy);
    }

    /// <summary>The API server's address.</summary>
    public Uri Server => new UriBuilder(
        _options.Tls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Listener.EndPoint.Address.ToString(), Listener.EndPoint.Port).Uri;

    /// <summary>The certificate of the CA that signed the API server's, as PEM.</summary>
    public string CaCertificatePem => Certificates.Authority.ExportCertificatePem();

    /// <summary>A kubeconfig for this cluster: the context "simulator", with the credentials of the options.</summary>
    public string KubeConfig =>
        KubeConfigFor("simulator", _options.Namespace, _options.ClientCertificate ? null : _options.BearerToken);

    /// <summary>The pods that exist, in the order in which the API server lists them.</summary>
    public IReadOnlyList<SimulatedPod> Pods => _objects.Pods;

    /// <summary>The StatefulSets, ordered by namespace and name.</summary>
    public IReadOnlyList<SimulatedStatefulSet> StatefulSets => _objects.Workloads<SimulatedStatefulSet>();

    /// <summary>The Deployments, ordered by namespace and name.</summary>
    public IReadOnlyList<SimulatedDeployment> Deployments => _objects.Workloads<SimulatedDeployment>();

    /// <summary>The faults of the API server and its tunnels.</summary>
    public ClusterFaults Faults { get; } = new();

    /// <summary>The requests that the API server received, in the order of their arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _api.Log.Snapshot();

    /// <summary>How many connections to the API server are open, port-forwards included.</summary>
    public int Connections => Listener.Connections;

    private LoopbackServer Listener => _server ?? throw new InvalidOperationException("The cluster has not been started.");

    /// <summary>Starts a cluster; by default with the StatefulSet "broker" of two pods in the namespace "hivemq".</summary>
    public static async Task<SimulatedCluster> StartAsync(SimulatedClusterOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new SimulatedClusterOptions();
        if (options.ClientCertificate && !options.Tls)
            throw new ArgumentException("A client certificate needs TLS.", nameof(options));
        var authentication = new ClusterAuthentication(options);
        var cluster = new SimulatedCluster(options, authentication);
        try
        {
            var endPoint = new IPEndPoint(IPAddress.Loopback, options.Port);
            cluster._server = await LoopbackServer.StartAsync(endPoint, cluster._api.HandleAsync, authentication.Https, cancel);
            foreach (var set in options.StatefulSets)
                cluster._objects.Add(await cluster._pods.StatefulSetAsync(set, cancel));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A kubeconfig with one context of this name; without a token, it has a client certificate where one is required.</summary>
    public string KubeConfigFor(string context, string? ns, string? token) => KubeConfigFile.Write(
        Server,
        _options.Tls ? CaCertificatePem : null,
        context,
        ns,
        token,
        token is null && _options.ClientCertificate ? _options.UserName : null);

    /// <summary>Saves <see cref="KubeConfig"/>, on Unix with mode 0600.</summary>
    public void WriteKubeConfig(string path) => KubeConfigFile.Save(path, KubeConfig);

    /// <summary>Adds a StatefulSet with running pods.</summary>
    public SimulatedStatefulSet AddStatefulSet(StatefulSetOptions options)
    {
        var set = Wait(cancel => _pods.StatefulSetAsync(options, cancel));
        _objects.Add(set);
        return set;
    }

    /// <summary>Adds a Deployment with running pods.</summary>
    public SimulatedDeployment AddDeployment(DeploymentOptions options)
    {
        var deployment = Wait(cancel => _pods.DeploymentAsync(options, cancel));
        _objects.Add(deployment);
        return deployment;
    }

    /// <summary>Adds a running pod that belongs to no workload.</summary>
    public SimulatedPod AddPod(PodOptions options)
    {
        var pod = Wait(cancel => _pods.PodAsync(options, cancel));
        _objects.Add(pod);
        return pod;
    }

    /// <summary>Takes a workload away, and its pods with it.</summary>
    public void Remove(SimulatedWorkload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        _objects.Remove(workload);
        foreach (var pod in workload.Pods)
            pod.Delete();
    }

    /// <summary>Aborts all connections of the API server, which refuses connections for a while and then serves again on the same port.</summary>
    public Task RestartAsync(TimeSpan downtime) => Listener.RestartAsync(downtime, _options.Time, _stopping.Token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await Task.WhenAll(_objects.AllPods.Select(pod => pod.Node.DisposeAsync().AsTask()));
        foreach (var pod in _objects.AllPods)
            pod.Dispose();
        _proxy.Dispose();
        _stopping.Dispose();
    }

    // Starting a node waits for nothing but the thread pool; off the caller's context, so that it cannot deadlock.
    private T Wait<T>(Func<CancellationToken, Task<T>> start) =>
        Task.Run(() => start(_stopping.Token)).GetAwaiter().GetResult();
}
