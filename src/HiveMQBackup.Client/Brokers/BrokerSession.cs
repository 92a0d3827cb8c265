using HiveMQBackup.Client.Folders;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>A broker that was found, and the connections to it. Safe for use by several calls at once.</summary>
public sealed class BrokerSession : IDisposable
{
    private readonly IDisposable?[] _owned;

    private BrokerSession(
        BrokerInfo broker, BrokerTarget remembered, IReadOnlyList<AppliedDefault> defaults, BackupApi api, BackupFolders? folders, params IDisposable?[] owned)
    {
        Broker = broker;
        Remembered = remembered;
        Defaults = defaults;
        Api = api;
        Folders = folders;
        _owned = owned;
    }

    /// <summary>The broker.</summary>
    public BrokerInfo Broker { get; }

    /// <summary>The target that finds this broker again, with nothing left to defaults except the pods.</summary>
    public BrokerTarget Remembered { get; }

    /// <summary>The defaults that were applied to find it.</summary>
    public IReadOnlyList<AppliedDefault> Defaults { get; }

    /// <summary>Its REST API for backups.</summary>
    public BackupApi Api { get; }

    /// <summary>The backup folders in its pods; null for a broker without Kubernetes.</summary>
    public BackupFolders? Folders { get; }

    /// <summary>The same session, over the same connections, for calls whose messages go to another log.</summary>
    public BrokerSession For(Log log)
    {
        var api = Api.For(log);
        return new(Broker, Remembered, Defaults, api, Folders?.For(api), _owned);
    }

    /// <summary>Finds a broker. Sends no request to its REST API yet.</summary>
    /// <param name="target">Which broker is meant.</param>
    /// <param name="source">The kubeconfig or service account; null for a target with an address.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Receives the messages of the search, and of the session's calls.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="HiveMQBackupException">The broker cannot be found or reached.</exception>
    public static async Task<BrokerSession> OpenAsync(BrokerTarget target, KubeConfigSource? source, TimeProvider time, Log log, CancellationToken cancel)
    {
        var own = new ClusterConnections(time);
        try
        {
            return await OpenAsync(target, source, own, own, time, log, cancel).ConfigureAwait(false);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>The same over connections to clusters that other sessions share; they stay open.</summary>
    public static Task<BrokerSession> OpenAsync(
        BrokerTarget target, KubeConfigSource? source, ClusterConnections clusters, TimeProvider time, Log log, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        return OpenAsync(target, source, clusters, null, time, log, cancel);
    }

    private static async Task<BrokerSession> OpenAsync(
        BrokerTarget target, KubeConfigSource? source, ClusterConnections clusters, IDisposable? owned, TimeProvider time, Log log, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        target = CredentialRules.WithoutProxy(target, log);
        if (target.Uri is { } uri) return Direct(target, uri, time, log);
        ArgumentNullException.ThrowIfNull(source);
        WarmUp.Begin();
        var cluster = clusters.Get(source, target.Context, log);
        CredentialRules.EnsureEncrypted(target, cluster.Server, cluster.Proxy);
        return await ThroughKubernetesAsync(target, source, cluster, owned, time, log, cancel).ConfigureAwait(false);
    }

    private static async Task<BrokerSession> ThroughKubernetesAsync(
        BrokerTarget target, KubeConfigSource source, ClusterConnection cluster, IDisposable? owned, TimeProvider time, Log log, CancellationToken cancel)
    {
        var resolver = new BrokerResolver(cluster, target) { BeginsPortForward = true };
        var found = await resolver.FindAsync(new CallScope(log), cancel).ConfigureAwait(false);
        return target.Transport == Transport.Auto
            ? await AutoTransport.ChooseAsync(target, (transport, why) => Over(transport, [.. resolver.Defaults, why]), cancel).ConfigureAwait(false)
            : Over(target.Transport, resolver.Defaults);

        BrokerSession Over(Transport transport, IReadOnlyList<AppliedDefault> defaults)
        {
            var remembered = Remember(target, found, source) with { Transport = transport, IsTransportChosen = target.Transport == Transport.Auto || target.IsTransportChosen };
            var nodes = new BrokerNodes(Addresses(found, remembered, cluster), Resolver(remembered, cluster));
            var http = BrokerHttp.Create(nodes, remembered.Credentials, Primary(remembered, cluster, resolver.Namespace), time);
            var api = new BackupApi(http, nodes, found.Info, time, log);
            return new BrokerSession(found.Info, remembered, defaults, api, new BackupFolders(new FolderPods(cluster, remembered, time), api), http, owned);
        }
    }

    private static Func<CallScope, CancellationToken, Task<IReadOnlyList<Uri>>> Resolver(BrokerTarget target, ClusterConnection cluster) =>
        async (scope, cancel) => Addresses(await new BrokerResolver(cluster, target).FindAsync(scope, cancel).ConfigureAwait(false), target, cluster);

    private static HttpMessageHandler Primary(BrokerTarget target, ClusterConnection cluster, string ns) => target.Transport == Transport.Proxy
        ? cluster.OpenPodProxy(ns)
        : new RenewablePool(
            () => BrokerHttp.Sockets(target.SkipCertificateCheck, async (pod, scope, c) => await cluster.OpenPortForwardAsync(ns, pod.Host, pod.Port, scope, c).ConfigureAwait(false)),
            cluster.PortForwards);

    // Defaults are fixed here: the current context may have changed by the time the broker is needed again.
    private static BrokerTarget Remember(BrokerTarget target, ResolvedBroker found, KubeConfigSource source) => target.Of(source, found.Info.Context) with
    {
        Namespace = found.Info.Namespace,
        StatefulSet = (target.LabelSelector ?? target.Pod) is null ? found.Info.Name : null,
    };

    private static Uri[] Addresses(ResolvedBroker found, BrokerTarget target, ClusterConnection cluster) => found.Pods
        .Select(pod => pod.Name).Select(pod => target.Transport == Transport.Proxy
            ? cluster.PodProxyAddress(found.Info.Namespace!, pod, found.Port, target.UseTls)
            : new UriBuilder(target.UseTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, pod, found.Port).Uri)
        .ToArray();

    private static BrokerSession Direct(BrokerTarget target, Uri uri, TimeProvider time, Log log)
    {
        CredentialRules.EnsureEncrypted(target, uri);
        var address = BaseAddress.Of(uri);
        var broker = new BrokerInfo { Name = address.GetLeftPart(UriPartial.Path).TrimEnd('/'), Port = address.Port };
        var nodes = new BrokerNodes([address], resolveNodes: null);
        var http = BrokerHttp.Create(nodes, target.Credentials, BrokerHttp.Direct(target.SkipCertificateCheck, address, log), time);
        return new BrokerSession(broker, target, [], new BackupApi(http, nodes, broker, time, log), null, http);
    }

    /// <summary>Closes all connections to the broker.</summary>
    public void Dispose()
    {
        foreach (var owned in _owned) owned?.Dispose();
    }
}
