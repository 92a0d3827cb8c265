using System.Net;
using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>The few calls to a Kubernetes API server that are needed to find a broker.</summary>
/// <param name="http">The API server.</param>
/// <param name="cluster">The cluster, for messages.</param>
/// <param name="throttle">Waits for an overloaded API server.</param>
/// <param name="time">The clock.</param>
internal sealed class KubernetesApi(KubernetesHttp http, ClusterAddress cluster, Throttle throttle, TimeProvider time)
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5)];

    private readonly KubernetesCall _call = new(cluster);

    /// <summary>Gets the user's credentials, before several requests are sent at the same time.</summary>
    /// <exception cref="HiveMQBackupException">There are no valid credentials.</exception>
    internal Task<Login> LogInAsync(CallScope scope, CancellationToken cancel) => _call.RunAsync(http.LogInAsync, scope, cancel);

    /// <summary>The StatefulSet of that name, or null.</summary>
    internal Task<Workload?> GetStatefulSetAsync(string ns, string name, CallScope scope, CancellationToken cancel) =>
        GetAsync("get", "statefulsets.apps", ns, $"apis/apps/v1/namespaces/{Escape(ns)}/statefulsets/{Escape(name)}", Workload.Of(Workload.StatefulSetKind), scope, cancel);

    /// <summary>All StatefulSets of a namespace.</summary>
    internal async Task<IReadOnlyList<Workload>> ListStatefulSetsAsync(string ns, CallScope scope, CancellationToken cancel) =>
        await GetAsync("list", "statefulsets.apps", ns, $"apis/apps/v1/namespaces/{Escape(ns)}/statefulsets", Items(Workload.Of(Workload.StatefulSetKind)), scope, cancel).ConfigureAwait(false) ?? [];

    /// <summary>All StatefulSets or Deployments of a namespace, or of all namespaces if it is null.</summary>
    internal async Task<IReadOnlyList<Workload>> ListWorkloadsAsync(string? ns, string resource, string kind, CallScope scope, CancellationToken cancel)
    {
        var path = ns is null ? $"apis/apps/v1/{resource}" : $"apis/apps/v1/namespaces/{Escape(ns)}/{resource}";
        return await GetAsync("list", $"{resource}.apps", ns, path, Items(Workload.Of(kind)), scope, cancel).ConfigureAwait(false) ?? [];
    }

    /// <summary>The names of all namespaces.</summary>
    internal async Task<IReadOnlyList<string>> ListNamespacesAsync(CallScope scope, CancellationToken cancel) =>
        await GetAsync("list", "namespaces", null, "api/v1/namespaces", Items(ns => ns.At("metadata", "name")?.GetString() ?? ""), scope, cancel).ConfigureAwait(false) ?? [];

    /// <summary>The pods of a namespace that match a label selector; all of them if it is null.</summary>
    internal async Task<IReadOnlyList<Pod>> ListPodsAsync(string ns, string? labelSelector, CallScope scope, CancellationToken cancel) =>
        await GetAsync("list", "pods", ns, PodsPath(ns, labelSelector), Items(Pod.From), scope, cancel).ConfigureAwait(false) ?? [];

    /// <summary>The same with the credentials of a login, in a single attempt unless the API server asks to wait; null if it is refused or the connection is lost.</summary>
    /// <exception cref="HiveMQBackupException">There was no response within the limit of a call, or the API server asks for more time than that.</exception>
    internal async Task<IReadOnlyList<Pod>?> TryListPodsAsync(string ns, string labelSelector, Login login, CallScope scope, CancellationToken cancel)
    {
        try
        {
            return await _call.RunAsync(
                (inner, limit) => throttle.RunAsync(() => ListOnceAsync(PodsPath(ns, labelSelector), login, inner.Log, limit), inner, limit), scope, cancel).ConfigureAwait(false);
        }
        catch (HiveMQBackupException e) when (e is { Cause: not ErrorCause.Throttled, InnerException: not OperationCanceledException })
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<Pod>?> ListOnceAsync(string path, Login login, Log log, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cluster.Server, path));
        using var response = await login.SendAsync(request, log, cancel).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return await ReadAsync(response, Items(Pod.From), cancel).ConfigureAwait(false);
        var text = await StatusText.ReadAsync(response, cancel).ConfigureAwait(false);
        return throttle.ExceptionFor(response, text.Message) is { } throttled ? throw throttled : null;
    }

    private static string PodsPath(string ns, string? labelSelector) =>
        $"api/v1/namespaces/{Escape(ns)}/pods{(labelSelector is null ? "" : $"?labelSelector={Uri.EscapeDataString(labelSelector)}")}";

    /// <summary>The pod of that name, or null.</summary>
    internal Task<Pod?> GetPodAsync(string ns, string name, CallScope scope, CancellationToken cancel) =>
        GetAsync("get", "pods", ns, $"api/v1/namespaces/{Escape(ns)}/pods/{Escape(name)}", Pod.From, scope, cancel);

    // Read by hand: KubernetesClient's models cost a third of a second of reflection at first use.
    private Task<T?> GetAsync<T>(string verb, string resource, string? ns, string path, Func<JsonElement, T> read, CallScope scope, CancellationToken cancel) where T : class =>
        WithRetriesAsync(
            () => _call.RunAsync((inner, limit) => throttle.RunAsync(() => GetOnceAsync(verb, resource, ns, path, read, inner, limit), inner, limit), scope, cancel),
            scope.Log,
            cancel);

    private async Task<T?> GetOnceAsync<T>(string verb, string resource, string? ns, string path, Func<JsonElement, T> read, CallScope scope, CancellationToken limit) where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cluster.Server, path));
        using var response = await http.SendAsync(request, scope, limit).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound && verb == "get") return null;
        if (!response.IsSuccessStatusCode)
        {
            var text = await StatusText.ReadAsync(response, limit).ConfigureAwait(false);
            throw throttle.ExceptionFor(response, text.Message)
                ?? (Exception?)KubernetesErrors.FromStatus((int)response.StatusCode, text.Message, verb, resource, ns, cluster)
                ?? KubernetesErrors.Unexpected((int)response.StatusCode, text.Message, verb, resource, ns, cluster);
        }
        return await ReadAsync(response, read, limit).ConfigureAwait(false);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, Func<JsonElement, T> read, CancellationToken cancel)
    {
        using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancel).ConfigureAwait(false);
        return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : throw new JsonException("The response is not an object.");
    }

    // An API server that restarts is back in a moment; one whose certificate is wrong is not.
    private async Task<T> WithRetriesAsync<T>(Func<Task<T>> call, Log log, CancellationToken cancel)
    {
        foreach (var pause in Pauses)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (HiveMQBackupException e) when (e is { Code: ErrorCode.KubernetesUnreachable, EndsCall: false } && IsTransient(e.InnerException))
            {
                log.Tell($"{e.Message} Retrying in {pause.TotalSeconds:0.0} s.");
                await Task.Delay(pause, time, cancel).ConfigureAwait(false);
            }
        }
        return await call().ConfigureAwait(false);
    }

    private static bool IsTransient(Exception? cause) => ProxyException.Behind(cause) is { } proxy ? proxy.IsTransient : cause is null or IOException
        or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.Unknown };

    private static Func<JsonElement, IReadOnlyList<T>> Items<T>(Func<JsonElement, T> read) =>
        list => list.GetProperty("items").EnumerateArray().Select(read).ToList();

    private static string Escape(string name) => Uri.EscapeDataString(name);
}
