using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using HiveMQBackup.Client.PortForward;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>The few calls to a Kubernetes API server that finding and reaching a broker takes.</summary>
internal sealed class KubernetesApi : IDisposable
{
    /// <summary>What stands for a context in a pod.</summary>
    internal const string InClusterName = "in-cluster";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly k8s.Kubernetes _client;
    private readonly ExecPlugin? _plugin;

    private KubernetesApi(KubernetesClientConfiguration settings, string context)
    {
        SocketsHttpHandler? handler = null;
        settings.FirstMessageHandlerSetup += h => handler = h;
        _client = new k8s.Kubernetes(settings);
        // Instead of KubernetesClient's own check, which only says that it refuses.
        if (!settings.SkipTlsVerify) handler!.SslOptions.RemoteCertificateValidationCallback = new CertificateCheck(settings.SslCaCerts).Validate;
        _plugin = settings.TokenProvider as ExecPlugin;
        Context = context;
        Namespace = string.IsNullOrWhiteSpace(settings.Namespace) ? null : settings.Namespace.Trim();
    }

    /// <summary>The context's name, or "in-cluster".</summary>
    internal string Context { get; }

    /// <summary>The context's or the pod's own namespace, or null where there is none.</summary>
    internal string? Namespace { get; }

    /// <summary>The API server's address.</summary>
    internal Uri Server => _client.BaseUri;

    /// <summary>Prepares the connection; nothing is sent yet, but an exec plugin runs.</summary>
    /// <exception cref="HiveMQBackupException">The kubeconfig or one of its parts cannot be used.</exception>
    internal static async Task<KubernetesApi> ConnectAsync(KubeConfigSource source, string? context, TimeProvider time, CancellationToken cancel)
    {
        if (source.Files.Count == 0) return new KubernetesApi(InCluster(), InClusterName);
        var chosen = KubeConfig.Load(source).Context(context);
        var settings = await chosen.ToClientConfigurationAsync(time, cancel).ConfigureAwait(false);
        try
        {
            return new KubernetesApi(settings, chosen.Name);
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or k8s.Exceptions.KubeConfigException or IOException or FormatException)
        {
            throw new HiveMQBackupException(
                Failure.KubeConfigInvalid,
                $"The context '{chosen.Name}' of {source.Display} cannot be used: {e.Message}",
                "Mend the kubeconfig, or choose another context with -Context.",
                e);
        }
    }

    private static KubernetesClientConfiguration InCluster()
    {
        var settings = KubernetesClientConfiguration.InClusterConfig();
        settings.DisableHttp2 = true;
        settings.UserAgent = ClientVersion.UserAgent;
        return settings;
    }

    /// <summary>The StatefulSet of that name, or null.</summary>
    internal Task<V1StatefulSet?> GetStatefulSetAsync(string ns, string name, CancellationToken cancel) =>
        CallAsync<V1StatefulSet?>("get", "statefulsets.apps", ns, async limit =>
        {
            try
            {
                return await _client.AppsV1.ReadNamespacedStatefulSetAsync(name, ns, cancellationToken: limit).ConfigureAwait(false);
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }, cancel);

    /// <summary>All StatefulSets of a namespace.</summary>
    internal Task<IList<V1StatefulSet>> ListStatefulSetsAsync(string ns, CancellationToken cancel) =>
        CallAsync("list", "statefulsets.apps", ns, async limit =>
            (await _client.AppsV1.ListNamespacedStatefulSetAsync(ns, cancellationToken: limit).ConfigureAwait(false)).Items, cancel);

    /// <summary>The pods of a namespace that match a label selector.</summary>
    internal Task<IList<V1Pod>> ListPodsAsync(string ns, string? labelSelector, CancellationToken cancel) =>
        CallAsync("list", "pods", ns, async limit =>
            (await _client.CoreV1.ListNamespacedPodAsync(ns, labelSelector: labelSelector, cancellationToken: limit).ConfigureAwait(false)).Items, cancel);

    /// <summary>The pod of that name, or null.</summary>
    internal Task<V1Pod?> GetPodAsync(string ns, string name, CancellationToken cancel) =>
        CallAsync<V1Pod?>("get", "pods", ns, async limit =>
        {
            try
            {
                return await _client.CoreV1.ReadNamespacedPodAsync(name, ns, cancellationToken: limit).ConfigureAwait(false);
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }, cancel);

    /// <summary>Opens a TCP connection to a pod's port through the API server.</summary>
    /// <exception cref="PortForwardRefusedException">The API server refused, for another reason than a missing right.</exception>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, or a right is missing.</exception>
    internal Task<Stream> OpenPortForwardAsync(string ns, string pod, int port, CancellationToken cancel) =>
        CallAsync("get", "pods/portforward", ns, async limit =>
        {
            using var upgrade = new WebSocketUpgrade(new Uri(_client.BaseUri,
                $"api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{Uri.EscapeDataString(pod)}/portforward?ports={port}"));
            if (_client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(upgrade.Request, limit).ConfigureAwait(false);
            var response = await _client.HttpClient.SendAsync(upgrade.Request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols) return await upgrade.OpenAsync(response, limit).ConfigureAwait(false);
            using (response)
            {
                var said = await StatusText.ReadAsync(response, limit).ConfigureAwait(false);
                throw KubernetesFailures.FromStatus((int)response.StatusCode, said, "get", "pods/portforward", ns, this)
                    ?? (Exception)new PortForwardRefusedException((int)response.StatusCode,
                        $"The API server {Server.Host} refused the port-forward to {ns}/{pod}:{port} with {(int)response.StatusCode}: {said}");
            }
        }, cancel);

    private async Task<T> CallAsync<T>(string verb, string resource, string ns, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await CallOnceAsync(verb, resource, ns, call, cancel).ConfigureAwait(false);
        }
        catch (HiveMQBackupException e) when (e.Failure == Failure.KubernetesUnauthorized && _plugin is not null)
        {
            // A token may be withdrawn before it expires; as in kubectl, the plugin is asked once more.
            _plugin.Forget();
            return await CallOnceAsync(verb, resource, ns, call, cancel).ConfigureAwait(false);
        }
    }

    private async Task<T> CallOnceAsync<T>(string verb, string resource, string ns, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        try
        {
            return await call(limit.Token).ConfigureAwait(false);
        }
        catch (HttpOperationException e)
        {
            var status = (int)e.Response.StatusCode;
            var said = StatusText.Parse(e.Response.Content);
            throw KubernetesFailures.FromStatus(status, said, verb, resource, ns, this)
                ?? KubernetesFailures.Unexpected(status, said, verb, resource, ns, this);
        }
        catch (Exception e) when (e is HttpRequestException or AuthenticationException or IOException and not PortForwardException)
        {
            throw KubernetesFailures.Unreachable(this, e);
        }
        catch (JsonException e)
        {
            throw KubernetesFailures.NotKubernetes(this, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw KubernetesFailures.TimedOut(this, Limit, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _plugin?.Dispose();
    }
}
