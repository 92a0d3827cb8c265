using System.Net;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>Requests a connection to a pod in one way, and says what a refusal is about.</summary>
/// <param name="server">The API server.</param>
/// <param name="cluster">The cluster, for messages.</param>
/// <param name="throttle">Recognizes an overloaded API server.</param>
/// <param name="time">The clock.</param>
/// <typeparam name="T">The connection.</typeparam>
internal sealed class PodStreamRequest<T>(KubernetesHttp server, ClusterAddress cluster, Throttle throttle, TimeProvider time) : IDisposable where T : class, IDisposable
{
    private readonly KubernetesCall _call = new(cluster);
    private readonly EarlyUpgrade _early = new(time);

    /// <summary>Sends the request for a connection that will most likely be needed in a moment.</summary>
    /// <returns>Whether it was sent; not if there is one already.</returns>
    internal bool Begin(StreamWay way, PodTarget<T> pod, Login login, Log log) =>
        _early.Begin(pod.Upgrade(way, cluster.Server, time).Request, login, log);

    /// <summary>Closes that connection if it is not in use.</summary>
    internal void Discard(StreamWay way, PodTarget<T> pod)
    {
        using var upgrade = pod.Upgrade(way, cluster.Server, time);
        _early.Discard(upgrade.Request.RequestUri!);
    }

    /// <summary>Opens a connection to a pod, and says which protocol it uses.</summary>
    /// <param name="way">How it is requested.</param>
    /// <param name="pod">The pod, and what the connection is for.</param>
    /// <param name="scope">The call that needs the connection.</param>
    /// <param name="limit">Canceled when the time is over, and with <paramref name="cancel"/>.</param>
    /// <param name="cancel">Canceled by the caller.</param>
    /// <exception cref="PodStreamException">It was refused, was lost, or timed out.</exception>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, or does not accept the credentials.</exception>
    /// <exception cref="ThrottledException">The API server is overloaded.</exception>
    internal Task<(T Connection, string Protocol)> SendAsync(StreamWay way, PodTarget<T> pod, CallScope scope, CancellationToken limit, CancellationToken cancel) => _call.RunAsync(async (inner, left) =>
    {
        using var upgrade = pod.Upgrade(way, cluster.Server, time);
        var began = time.GetTimestamp();
        try
        {
            return (await UpgradeAsync(upgrade, way, pod, inner, left).ConfigureAwait(false), upgrade.Protocol);
        }
        catch (Exception e) when (HasLostConnection(e))
        {
            throw new PodStreamBrokenException(pod.Resource, $"The connection ended before there was a response ({ExceptionReason.Of(e).TrimEnd('.')}).", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            var waited = time.GetElapsedTime(began);
            throw ConnectState.IsConnecting(upgrade.Request)
                ? KubernetesErrors.TimedOut(cluster, waited, e)
                : new PodStreamTimeoutException(pod.Resource, $"It timed out after {waited.TotalSeconds:0.#} seconds, with neither a connection nor a refusal.");
        }
    }, scope, limit);

    // An error before the request was sent is not about the protocol.
    private static bool HasLostConnection(Exception e) => e is IOException and not PodStreamException
        || (e is HttpRequestException failed && failed.HttpRequestError is not (HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError));

    private async Task<T> UpgradeAsync(StreamUpgrade<T> upgrade, StreamWay way, PodTarget<T> pod, CallScope scope, CancellationToken cancel)
    {
        var response = await _early.TakeAsync(upgrade.Request, cancel).ConfigureAwait(false)
            ?? await server.SendAsync(upgrade.Request, scope, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            if (await upgrade.OpenAsync(response, cancel).ConfigureAwait(false) is { } connection) return connection;
            response.Dispose();
            throw new PodStreamRefusedException(pod.Resource, $"{server.Address.Host} switched to another protocol than the one that was requested.", RefusalAbout.Protocol);
        }
        using (response)
        {
            var text = await StatusText.ReadAsync(response, cancel).ConfigureAwait(false);
            throw throttle.ExceptionFor(response, text.Message) ?? Refused(way, pod, response.StatusCode, text);
        }
    }

    private Exception Refused(StreamWay way, PodTarget<T> pod, HttpStatusCode status, StatusText text) => (status, text.IsStatus) switch
    {
        // A 401 is about the credentials, even from another server.
        (HttpStatusCode.Unauthorized, _) => KubernetesErrors.FromStatus((int)status, text.Message, Verb(way), pod.Resource.Name, pod.Namespace, cluster)!,
        (_, true) when KubernetesErrors.Denied(text.Message, Verb(way), pod.Resource.Name, pod.Namespace, cluster) is { } denied => denied,
        (HttpStatusCode.Forbidden, true) => new PodStreamForbiddenException(pod.Resource, StatusText.Sentence(text.Message), MissingVerb(text.Message)),
        _ => new PodStreamRefusedException(
            pod.Resource,
            $"{(text.IsStatus ? "The API server " : "")}{server.Address.Host} refused the {pod.Resource.Noun} to {pod} with {(int)status}: {StatusText.Sentence(text.Message)}",
            About(status, text, pod.Pod)),
    };

    private static string Verb(StreamWay way) => way == StreamWay.SpdyByPost ? "create" : "get";

    // The verb that the request itself requires is always named. From Kubernetes 1.35 on, a GET is checked for 'create' as well, and
    // a refusal by that check has no RBAC message.
    private static string MissingVerb(string message) => message.Contains("cannot get ", StringComparison.Ordinal) ? "get" : "create";

    // An API server that never saw the upgrade responds with Bad Request, and names no pod. Anything but a Status object comes from
    // a proxy, which refuses with any status, or is a kubelet's text about its pod.
    private static RefusalAbout About(HttpStatusCode status, StatusText text, string pod) => status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.UpgradeRequired or HttpStatusCode.NotImplemented =>
            text.IsStatus && text.Message.Contains(pod, StringComparison.Ordinal) ? RefusalAbout.Unclear : RefusalAbout.Protocol,
        _ when text.IsStatus => RefusalAbout.Pod,
        HttpStatusCode.NotFound or >= HttpStatusCode.InternalServerError => RefusalAbout.Unclear,
        _ => RefusalAbout.Protocol,
    };

    /// <inheritdoc/>
    public void Dispose() => _early.Dispose();
}
