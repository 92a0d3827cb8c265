using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using HiveMQBackup.Client.Broker;
using HiveMQBackup.Client.Net;
using HiveMQBackup.Client.PortForward;
using k8s;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>The few calls to a Kubernetes API server that finding and reaching a broker takes.</summary>
internal sealed class KubernetesApi : IDisposable
{
    /// <summary>What stands for a context in a pod.</summary>
    internal const string InClusterName = "in-cluster";

    /// <summary>How long a request may take, with the pauses that the API server asks for.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const string ServiceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5)];

    private readonly ApiServer _server;
    private readonly TimeProvider _time;
    private readonly Throttle _throttle;
    private readonly PortForwarder _portForwards;

    private KubernetesApi(KubernetesClientConfiguration settings, ApiServer server, string context, TimeProvider time)
    {
        _server = server;
        _time = time;
        _throttle = new Throttle(this, time);
        _portForwards = new PortForwarder(new PortForwardRequest(_server, this, _throttle, time), this, _throttle, time);
        Context = context;
        Namespace = string.IsNullOrWhiteSpace(settings.Namespace) ? null : settings.Namespace.Trim();
    }

    /// <summary>The context's name, or "in-cluster".</summary>
    internal string Context { get; }

    /// <summary>The context's or the pod's own namespace, or null where there is none.</summary>
    internal string? Namespace { get; }

    /// <summary>The API server's address.</summary>
    internal Uri Server => _server.Address;

    /// <summary>Prepares the connection to a context's cluster; nothing is sent yet, and no exec plugin runs.</summary>
    /// <exception cref="HiveMQBackupException">A part of the kubeconfig cannot be used.</exception>
    internal static KubernetesApi Connect(KubeContext context, TimeProvider time)
    {
        var settings = context.ToClientConfiguration();
        return new KubernetesApi(settings, new ApiServer(settings, context.Credentials(time), context.Impersonation()), context.Name, time);
    }

    /// <summary>Prepares the connection to the cluster of the pod that this process runs in.</summary>
    /// <exception cref="HiveMQBackupException">Its service account cannot be used.</exception>
    internal static KubernetesApi InCluster(TimeProvider time)
    {
        try
        {
            var settings = KubernetesClientConfiguration.InClusterConfig();
            var token = new UserCredentials(new TokenFile(ServiceAccountToken, null, time), new FixedCredential<ClientCertificate?>(null));
            return new KubernetesApi(settings, new ApiServer(settings, token, Impersonation.None), InClusterName, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HiveMQBackupException(
                Failure.KubeConfigInvalid,
                $"The service account of this pod cannot be used: {e.Message}",
                "Check that its token is mounted (automountServiceAccountToken), or name a kubeconfig with -KubeConfig.",
                e);
        }
    }

    /// <summary>The StatefulSet of that name, or null.</summary>
    internal Task<StatefulSet?> GetStatefulSetAsync(string ns, string name, CancellationToken cancel) =>
        GetAsync("get", "statefulsets.apps", ns, $"apis/apps/v1/namespaces/{Escape(ns)}/statefulsets/{Escape(name)}", StatefulSet.From, cancel);

    /// <summary>All StatefulSets of a namespace.</summary>
    internal async Task<IReadOnlyList<StatefulSet>> ListStatefulSetsAsync(string ns, CancellationToken cancel) =>
        await GetAsync("list", "statefulsets.apps", ns, $"apis/apps/v1/namespaces/{Escape(ns)}/statefulsets", Items(StatefulSet.From), cancel).ConfigureAwait(false) ?? [];

    /// <summary>All StatefulSets or Deployments of a namespace, or of all namespaces where it is null.</summary>
    internal async Task<IReadOnlyList<BrokerWorkload>> ListWorkloadsAsync(string? ns, string resource, string kind, CancellationToken cancel)
    {
        var path = ns is null ? $"apis/apps/v1/{resource}" : $"apis/apps/v1/namespaces/{Escape(ns)}/{resource}";
        return await GetAsync("list", $"{resource}.apps", ns, path, Items(BrokerWorkload.Of(kind)), cancel).ConfigureAwait(false) ?? [];
    }

    /// <summary>The names of all namespaces.</summary>
    internal async Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancel) =>
        await GetAsync("list", "namespaces", null, "api/v1/namespaces", Items(ns => ns.At("metadata", "name")?.GetString() ?? ""), cancel).ConfigureAwait(false) ?? [];

    /// <summary>The pods of a namespace that match a label selector; all of them where it is null.</summary>
    internal async Task<IReadOnlyList<BrokerPod>> ListPodsAsync(string ns, string? labelSelector, CancellationToken cancel)
    {
        var query = labelSelector is null ? "" : $"?labelSelector={Uri.EscapeDataString(labelSelector)}";
        return await GetAsync("list", "pods", ns, $"api/v1/namespaces/{Escape(ns)}/pods{query}", Items(BrokerPod.From), cancel).ConfigureAwait(false) ?? [];
    }

    /// <summary>The pod of that name, or null.</summary>
    internal Task<BrokerPod?> GetPodAsync(string ns, string name, CancellationToken cancel) =>
        GetAsync("get", "pods", ns, $"api/v1/namespaces/{Escape(ns)}/pods/{Escape(name)}", BrokerPod.From, cancel);

    // Read by hand: KubernetesClient's models cost a third of a second of reflection at their first use.
    private Task<T?> GetAsync<T>(string verb, string resource, string? ns, string path, Func<JsonElement, T> read, CancellationToken cancel) where T : class =>
        PatientlyAsync(() => CallAsync(limit => _throttle.RunAsync(() => GetOnceAsync(verb, resource, ns, path, read, limit), limit), cancel), cancel);

    private async Task<T?> GetOnceAsync<T>(string verb, string resource, string? ns, string path, Func<JsonElement, T> read, CancellationToken limit) where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server, path));
        using var response = await _server.SendAsync(request, limit).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound && verb == "get") return null;
        if (!response.IsSuccessStatusCode)
        {
            var said = await StatusText.ReadAsync(response, limit).ConfigureAwait(false);
            throw _throttle.Asked(response, said.Message)
                ?? (Exception?)KubernetesFailures.FromStatus((int)response.StatusCode, said.Message, verb, resource, ns, this)
                ?? KubernetesFailures.Unexpected((int)response.StatusCode, said.Message, verb, resource, ns, this);
        }
        using var body = await response.Content.ReadAsStreamAsync(limit).ConfigureAwait(false);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: limit).ConfigureAwait(false);
        return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : throw new JsonException("The answer is no object.");
    }

    // An API server that restarts is back in a moment; one whose certificate is wrong is not.
    private async Task<T> PatientlyAsync<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        foreach (var pause in Pauses)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (HiveMQBackupException e) when (e is { Failure: Failure.KubernetesUnreachable, EndsCall: false } && MayPass(e.InnerException))
            {
                Notice.Tell($"{e.Message} The next attempt is in {pause.TotalSeconds:0.0} s.");
                await Task.Delay(pause, _time, cancel).ConfigureAwait(false);
            }
        }
        return await call().ConfigureAwait(false);
    }

    private static bool MayPass(Exception? cause) => ProxyException.Behind(cause) is { } proxy ? proxy.MayPass : cause is null or IOException
        or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.Unknown };

    private static Func<JsonElement, IReadOnlyList<T>> Items<T>(Func<JsonElement, T> read) =>
        list => list.GetProperty("items").EnumerateArray().Select(read).ToList();

    private static string Escape(string name) => Uri.EscapeDataString(name);

    /// <summary>Opens a TCP connection to a pod's port through the API server.</summary>
    /// <exception cref="PortForwardException">The port-forward failed, and another pod may do better.</exception>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, a permission is missing, or no protocol gets through.</exception>
    internal Task<Stream> OpenPortForwardAsync(string ns, string pod, int port, CancellationToken cancel) =>
        _portForwards.OpenAsync(new PodPort(ns, pod, port), cancel);

    /// <summary>Where the API server takes requests for port-forwards to a pod.</summary>
    internal Uri PortForwardAddress(PodPort pod) => new(Server, $"api/v1/namespaces/{Escape(pod.Namespace)}/pods/{Escape(pod.Pod)}/portforward");

    /// <summary>Sends requests to pods through the API server's proxy; for addresses of <see cref="PodProxyAddress"/>.</summary>
    internal HttpMessageHandler OpenPodProxy(string ns) => new PodProxyHandler(
        _server,
        _throttle,
        (status, said, verb) => status == (int)HttpStatusCode.Forbidden
            ? KubernetesFailures.ProxyForbidden(said, verb, ns, this)
            : KubernetesFailures.FromStatus(status, said, verb, "pods/proxy", ns, this),
        cause => KubernetesFailures.Unreachable(this, cause));

    /// <summary>Where the API server's proxy takes requests for a pod's port.</summary>
    internal Uri PodProxyAddress(string ns, string pod, int port, bool tls) => new(Server,
        $"api/v1/namespaces/{Escape(ns)}/pods/{(tls ? "https:" : "")}{Escape(pod)}:{port}/proxy/");

    /// <summary>Sends one request within a limit, and says what it means where it fails.</summary>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, or does not accept the credentials.</exception>
    internal async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var limit = new TimeLimit(Limit, TimeProvider.System, cancel);
        try
        {
            return await call(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or AuthenticationException or SocketException or IOException and not PortForwardException)
        {
            throw KubernetesFailures.Unreachable(this, e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw KubernetesFailures.NotKubernetes(this, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw KubernetesFailures.TimedOut(this, Limit, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();
}
