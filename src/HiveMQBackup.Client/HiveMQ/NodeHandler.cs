using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>
/// Sends a request to the current node. If nothing was sent at all, it fails over to the next node at once, a
/// create request included. If a read fails later, the next attempt goes to the next node.
/// </summary>
internal sealed class NodeHandler(BrokerNodes nodes, TimeProvider time) : DelegatingHandler
{
    /// <summary>How long a node may respond with 503 before the request fails over to another node.</summary>
    internal static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(10);

    // A placeholder for the current node; never resolved.
    private static readonly Uri Placeholder = new("http://broker.invalid/");
    private static readonly HttpRequestOptionsKey<string> RelativeKey = new("HiveMQBackup.Relative");
    private static readonly HttpRequestOptionsKey<Uri> PinnedKey = new("HiveMQBackup.Pinned");
    private static readonly HttpRequestOptionsKey<Uri> NodeKey = new("HiveMQBackup.Node");

    private long _unavailableSince;

    /// <summary>A request for a path below every node's base address.</summary>
    internal static HttpRequestMessage Request(HttpMethod method, string relative, Uri? pinned = null)
    {
        var request = new HttpRequestMessage(method, new Uri(Placeholder, relative));
        request.Options.Set(RelativeKey, relative);
        if (pinned is not null) request.Options.Set(PinnedKey, pinned);
        return request;
    }

    /// <summary>The path of the request below the node's base address.</summary>
    internal static string PathOf(HttpRequestMessage request) => request.Options.TryGetValue(RelativeKey, out var relative) ? relative : "";

    /// <summary>The node that the request was sent to last, or null.</summary>
    internal static Uri? NodeOf(HttpRequestMessage request) => request.Options.TryGetValue(NodeKey, out var node) ? node : null;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(PinnedKey, out var pinned)) return await SendToAsync(pinned, request, cancellationToken).ConfigureAwait(false);
        var scope = CallScope.Of(request);
        await nodes.RefreshAsync(scope, cancellationToken).ConfigureAwait(false);
        var tried = new HashSet<Uri>();
        var refreshed = false;
        while (true)
        {
            var node = nodes.Current;
            tried.Add(node);
            try
            {
                var response = await SendToAsync(node, request, cancellationToken).ConfigureAwait(false);
                scope.Log.Tell($"{request.Method} {request.RequestUri?.AbsoluteUri}: {(int)response.StatusCode}");
                TrackAvailability(node, response, scope.Log);
                return response;
            }
            catch (HttpRequestException e) when (Delivery.Of(request) == RequestDelivery.NotSent && IsNodesFault(e))
            {
                nodes.FailOver(node, "cannot be reached", scope.Log);
                if (!tried.Contains(nodes.Current)) continue;
                if (refreshed || !await RefreshNodesAsync(scope, cancellationToken).ConfigureAwait(false)) throw;
                refreshed = true;
                tried.Clear();
            }
            catch (Exception e) when (e is IOException || (e is HttpRequestException failed && IsNodesFault(failed)))
            {
                nodes.FailOver(node, "did not respond", scope.Log);
                throw;
            }
        }
    }

    private async Task<bool> RefreshNodesAsync(CallScope scope, CancellationToken cancel)
    {
        try
        {
            return await nodes.RefreshNodesAsync(scope, cancel).ConfigureAwait(false);
        }
        catch (HiveMQBackupException e)
        {
            // Like a failed connection: a later attempt may succeed.
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }

    private async Task<HttpResponseMessage> SendToAsync(Uri node, HttpRequestMessage request, CancellationToken cancel)
    {
        request.Options.Set(NodeKey, node);
        request.RequestUri = new Uri(node, PathOf(request));
        if (request.Method != HttpMethod.Get || !nodes.HasOthers) return await base.SendAsync(request, cancel).ConfigureAwait(false);
        // If another node could respond, a node that hangs does not get the time of the whole call.
        using var limit = NodeTimeLimit.For(request, NodeTimeout, cancel);
        try
        {
            return await base.SendAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException($"{BrokerNodes.NameOf(node)} did not respond within {NodeTimeout.TotalSeconds:0} seconds.", e);
        }
    }

    private void TrackAvailability(Uri node, HttpResponseMessage response, Log log)
    {
        if (!RetryPolicy.IsUnavailable(response))
        {
            Interlocked.Exchange(ref _unavailableSince, 0);
            return;
        }
        var now = time.GetTimestamp();
        var since = Interlocked.CompareExchange(ref _unavailableSince, now, 0);
        if (since == 0 || time.GetElapsedTime(since, now) < NodeTimeout) return;
        Interlocked.Exchange(ref _unavailableSince, 0);
        nodes.FailOver(node, $"has responded with {(int)response.StatusCode} for {NodeTimeout.TotalSeconds:0} seconds", log);
    }

    // A missing permission or an unreachable API server is the same for every pod.
    private static bool IsNodesFault(HttpRequestException e) => e.InnerException is not HiveMQBackupException;
}
