namespace HiveMQBackup.Client.Net;

/// <summary>
/// How long one node may take to respond before another one is tried. The clock is stopped while the call waits for the API server:
/// opening a port-forward and a delay that the API server requests have their own limits.
/// </summary>
internal sealed class NodeTimeLimit : IDisposable
{
    private static readonly HttpRequestOptionsKey<NodeTimeLimit> Key = new("HiveMQBackup.NodeTimeLimit");

    private readonly TimeSpan _longest;
    private readonly HttpRequestMessage _request;
    private readonly CallScope _scope;
    private readonly TimeLimit _limit;

    private NodeTimeLimit(HttpRequestMessage request, TimeSpan longest, CancellationToken cancel)
    {
        _request = request;
        _longest = longest;
        _scope = CallScope.Of(request);
        _limit = new TimeLimit(longest, TimeProvider.System, _scope, cancel);
        _limit.Scope.AttachTo(request);
    }

    /// <summary>Canceled when the time is over, or the call is canceled.</summary>
    internal CancellationToken Token => _limit.Token;

    /// <summary>Starts the wait for a node's response to a request.</summary>
    internal static NodeTimeLimit For(HttpRequestMessage request, TimeSpan longest, CancellationToken cancel)
    {
        var limit = new NodeTimeLimit(request, longest, cancel);
        request.Options.Set(Key, limit);
        return limit;
    }

    /// <summary>Stops the clock while a request waits for the API server; the node gets its full time again afterwards.</summary>
    internal static Suspension Suspend(HttpRequestMessage? request)
    {
        NodeTimeLimit? limit = null;
        request?.Options.TryGetValue(Key, out limit);
        limit?._limit.Hold();
        return new Suspension(limit);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The same request is sent again in a retry.
        _scope.AttachTo(_request);
        _limit.Dispose();
    }

    /// <summary>Lasts until it is disposed of.</summary>
    internal readonly struct Suspension(NodeTimeLimit? limit) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            limit?._limit.Restart(limit._longest);
            limit?._limit.Resume();
        }
    }
}
