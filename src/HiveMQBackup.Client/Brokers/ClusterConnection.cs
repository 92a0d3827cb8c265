using HiveMQBackup.Client.Kubernetes;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Kubernetes.Exec;
using HiveMQBackup.Client.Kubernetes.PodProxy;
using HiveMQBackup.Client.Kubernetes.PortForward;
using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>One cluster: its API, and the two routes to its pods. Safe for use by several brokers at once.</summary>
internal sealed class ClusterConnection : IDisposable
{
    /// <summary>The name that replaces a context in a pod.</summary>
    internal const string InClusterName = "in-cluster";

    // A later command over an open port-forward is faster; each costs the API server a connection, and this process a thread.
    private const int MostBrokers = 32;

    private const string ServiceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private readonly KubernetesHttp _http;
    private readonly ClusterAddress _address;
    private readonly Throttle _throttle;
    private readonly PodStreams<Stream> _portForwards;
    private readonly PodStreams<IExecStreams> _commands;
    private int _searches;

    private ClusterConnection(ClusterSettings settings, KubernetesHttp http, string context, TimeProvider time)
    {
        _http = http;
        _address = new ClusterAddress(http.Address, context);
        _throttle = new Throttle(_address, time);
        _portForwards = Streams<Stream>(time);
        _commands = Streams<IExecStreams>(time);
        Api = new KubernetesApi(http, _address, _throttle, time);
        Namespace = string.IsNullOrWhiteSpace(settings.Namespace) ? null : settings.Namespace.Trim();
        Proxy = settings.Proxy;
    }

    private PodStreams<T> Streams<T>(TimeProvider time) where T : class, IDisposable =>
        new(new PodStreamRequest<T>(_http, _address, _throttle, time), _address, _throttle, time);

    /// <summary>The context's name, or "in-cluster".</summary>
    internal string Context => _address.Context;

    /// <summary>The context's or the pod's own namespace, or null if there is none.</summary>
    internal string? Namespace { get; }

    /// <summary>The API server's address.</summary>
    internal Uri Server => _address.Server;

    /// <summary>The kubeconfig's proxy for the cluster, or null.</summary>
    internal ProxyServer? Proxy { get; }

    /// <summary>The Kubernetes API.</summary>
    internal KubernetesApi Api { get; }

    /// <summary>Closes the port-forwards of brokers that are not being used, if too many are open.</summary>
    internal PoolLimit PortForwards { get; } = new(MostBrokers);

    /// <summary>Prepares the connection to a context's cluster; nothing is sent yet, and no exec plugin runs.</summary>
    /// <exception cref="HiveMQBackupException">A part of the kubeconfig cannot be used.</exception>
    internal static ClusterConnection Connect(KubeContext context, TimeProvider time, Log log)
    {
        var settings = context.Settings();
        return new ClusterConnection(settings, new KubernetesHttp(settings, context.Credentials(time, log), context.Impersonation(), time, log), context.Name, time);
    }

    /// <summary>Prepares the connection to the cluster of the pod that this process runs in.</summary>
    /// <exception cref="HiveMQBackupException">Its service account cannot be used.</exception>
    internal static ClusterConnection InCluster(TimeProvider time, Log log)
    {
        try
        {
            var settings = ServiceAccount.Settings();
            var token = new UserCredentials(new TokenFile(ServiceAccountToken, null, time, log), new FixedCredential<ClientCertificate?>(null));
            return new ClusterConnection(settings, new KubernetesHttp(settings, token, Impersonation.None, time, log), InClusterName, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HiveMQBackupException(
                ErrorCode.KubeConfigInvalid,
                $"The service account of this pod cannot be used: {e.Message}",
                new ErrorCause.ServiceAccount(),
                e);
        }
    }

    /// <summary>Opens a TCP connection to a pod's port through the API server.</summary>
    /// <exception cref="PodStreamException">The port-forward failed, but another pod might work.</exception>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, a permission is missing, or no protocol gets through.</exception>
    internal Task<Stream> OpenPortForwardAsync(string ns, string pod, int port, CallScope scope, CancellationToken cancel) =>
        _portForwards.OpenAsync(new PodPort(ns, pod, port), scope, cancel);

    /// <summary>Requests a port-forward to a pod that will most likely be needed in a moment; to which port is said later.</summary>
    /// <returns>Whether it was requested.</returns>
    internal bool BeginPortForward(string ns, string pod, Login login, Log log) => _portForwards.Begin(new PodPort(ns, pod, 0), login, log);

    /// <summary>Closes that port-forward if it is not in use.</summary>
    internal void DiscardPortForward(string ns, string pod) => _portForwards.Discard(new PodPort(ns, pod, 0));

    /// <summary>Counts the searches for brokers that are under way, until the result is disposed.</summary>
    internal Search BeginSearch() => new(this, Interlocked.Increment(ref _searches) == 1);

    /// <summary>Starts a command in a pod's container.</summary>
    /// <exception cref="PodStreamException">The kubelet refused, or the connection was lost.</exception>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, a permission is missing, or no protocol gets through.</exception>
    internal Task<IExecStreams> OpenCommandAsync(PodExec command, CallScope scope, CancellationToken cancel) => _commands.OpenAsync(command, scope, cancel);

    /// <summary>Sends requests to pods through the API server's proxy; for addresses of <see cref="PodProxyAddress"/>.</summary>
    internal HttpMessageHandler OpenPodProxy(string ns) => new PodProxyHandler(_http, _address, _throttle, ns);

    /// <summary>Where the API server's proxy accepts requests for a pod's port.</summary>
    internal Uri PodProxyAddress(string ns, string pod, int port, bool tls) => PodProxyHandler.AddressOf(Server, ns, pod, port, tls);

    /// <inheritdoc/>
    public void Dispose()
    {
        _portForwards.Dispose();
        _commands.Dispose();
        _http.Dispose();
    }

    /// <summary>A search for a broker.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="isAlone">Whether no other was under way when it began.</param>
    internal readonly struct Search(ClusterConnection cluster, bool isAlone) : IDisposable
    {
        /// <summary>Whether no other was under way when it began.</summary>
        internal bool IsAlone => isAlone;

        public void Dispose() => Interlocked.Decrement(ref cluster._searches);
    }
}
