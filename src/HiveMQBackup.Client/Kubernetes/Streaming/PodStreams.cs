using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>
/// Opens connections to pods over SPDY, as kubectl does, and over WebSocket if SPDY does not get through. The protocol that worked is
/// tried first from then on.
/// </summary>
/// <param name="request">Requests a connection in one way.</param>
/// <param name="cluster">The cluster, for messages.</param>
/// <param name="throttle">Waits for an overloaded API server.</param>
/// <param name="time">The clock.</param>
/// <typeparam name="T">The connection.</typeparam>
internal sealed class PodStreams<T>(PodStreamRequest<T> request, ClusterAddress cluster, Throttle throttle, TimeProvider time) : IDisposable where T : class, IDisposable
{
    /// <summary>How long only the first protocol is tried. A slow cluster may take longer; then both are tried at once.</summary>
    internal static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(4.5);

    /// <summary>How long to wait for both after that. Two pods can be tried within the 30 s of a call.</summary>
    internal static readonly TimeSpan Together = TimeSpan.FromSeconds(8.5);

    private volatile StreamWay _known;
    private readonly ConsecutiveErrors _errors = new(time);

    /// <summary>Requests a connection that will most likely be needed in a moment, unless another way than the first one is known to work.</summary>
    /// <returns>Whether it was requested.</returns>
    internal bool Begin(PodTarget<T> pod, Login login, Log log) =>
        _known == StreamWay.SpdyByPost && request.Begin(StreamWay.SpdyByPost, pod, login, log);

    /// <summary>Closes that connection if it is not in use.</summary>
    internal void Discard(PodTarget<T> pod) => request.Discard(StreamWay.SpdyByPost, pod);

    /// <summary>Opens a connection to a pod.</summary>
    /// <exception cref="PodStreamException">It failed, but another pod might work.</exception>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, a permission is missing, or no protocol gets through.</exception>
    internal Task<T> OpenAsync(PodTarget<T> pod, CallScope scope, CancellationToken cancel) =>
        throttle.RunAsync(() => OpenOnceAsync(pod, scope, cancel), scope, cancel);

    private async Task<T> OpenOnceAsync(PodTarget<T> pod, CallScope scope, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        // Not started yet; stopped during a login.
        using var limit = new TimeLimit(Timeout.InfiniteTimeSpan, time, scope, cancel);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var headStart = Task.Delay(HeadStart, time, ended.Token);
        var isWebSocketFirst = _known == StreamWay.WebSocket;
        List<Task<Attempt>> attempts = [StartAsync(isWebSocketFirst)];
        Attempt? used = null;
        try
        {
            await Task.WhenAny(attempts[0], headStart).ConfigureAwait(false);
            var first = attempts[0].IsCompleted ? await attempts[0].ConfigureAwait(false) : null;
            used = Opened(first);
            if (used is null)
            {
                ReportFallback(first?.Error, isWebSocketFirst, pod.Resource, scope.Log);
                limit.Restart(Together);
                attempts.Add(StartAsync(!isWebSocketFirst));
                used = Opened(await (await Task.WhenAny(attempts).ConfigureAwait(false)).ConfigureAwait(false))
                    ?? Opened(await attempts[0].ConfigureAwait(false))
                    ?? Opened(await attempts[1].ConfigureAwait(false));
            }
            if (used is null) throw Verdict(await attempts[isWebSocketFirst ? 1 : 0].ConfigureAwait(false), await attempts[isWebSocketFirst ? 0 : 1].ConfigureAwait(false), pod, began);
            _known = used.Way;
            _errors.Clear();
            scope.Log.Tell($"The {pod.Resource.Noun} to {pod} uses {used.Protocol}.");
            return used.Connection!;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in attempts) await CloseUnlessAsync(used, attempt).ConfigureAwait(false);
        }

        Task<Attempt> StartAsync(bool isWebSocket) => isWebSocket
            ? TryAsync(StreamWay.WebSocket, pod, limit.Scope, ended.Token, cancel)
            : TrySpdyAsync(pod, limit.Scope, ended.Token, cancel);
    }

    private async Task<Attempt> TrySpdyAsync(PodTarget<T> pod, CallScope scope, CancellationToken limit, CancellationToken cancel)
    {
        var ways = _known == StreamWay.SpdyByGet ? (StreamWay.SpdyByGet, StreamWay.SpdyByPost) : (StreamWay.SpdyByPost, StreamWay.SpdyByGet);
        var first = await TryAsync(ways.Item1, pod, scope, limit, cancel).ConfigureAwait(false);
        if (first.Error is not PodStreamForbiddenException forbidden) return first;
        var second = await TryAsync(ways.Item2, pod, scope, limit, cancel).ConfigureAwait(false);
        if (second.Error is not PodStreamForbiddenException other) return second;
        // Of the two permissions, the error names 'create': kubectl requires it as well.
        throw PodStreamErrors.Forbidden(ways.Item1 == StreamWay.SpdyByPost ? forbidden : other, pod, cluster);
    }

    // An error about the pod or the credentials would be the same over the other protocol.
    private async Task<Attempt> TryAsync(StreamWay way, PodTarget<T> pod, CallScope scope, CancellationToken limit, CancellationToken cancel)
    {
        try
        {
            var (connection, protocol) = await request.SendAsync(way, pod, scope, limit, cancel).ConfigureAwait(false);
            return new(way, connection, protocol, null);
        }
        catch (PodStreamException e) when (e is not (PodStreamErrorException or PodStreamRefusedException { About: RefusalAbout.Pod }))
        {
            return new(way, null, null, e);
        }
    }

    private Exception Verdict(Attempt spdy, Attempt webSocket, PodTarget<T> pod, long began)
    {
        var (overSpdy, overWebSocket) = (spdy.Error!, webSocket.Error!);
        var forbidden = overWebSocket as PodStreamForbiddenException;
        var isPermission = forbidden is not null && overSpdy is PodStreamRefusedException { About: RefusalAbout.Protocol };
        // Any other error may be about this pod's node. If the next pod fails as well, it is not.
        if (!isPermission && !_errors.IsSecond(began)) return PodStreamErrors.NotToThisPod(overSpdy, overWebSocket, pod);
        return forbidden is not null
            ? PodStreamErrors.Forbidden(forbidden, overSpdy, pod, cluster)
            : PodStreamErrors.NoProtocol(overSpdy, overWebSocket, pod, cluster);
    }

    private static void ReportFallback(PodStreamException? failure, bool isWebSocketFirst, PodResource resource, Log log)
    {
        var (first, other) = isWebSocketFirst ? ("WebSocket", "SPDY") : ("SPDY", "WebSocket");
        log.Tell(failure is null
            ? $"{resource.Title} over {first}: no response within {HeadStart.TotalSeconds:0.#} seconds; trying {other} as well."
            : $"{resource.Title} over {first} failed: {failure.Message.TrimEnd('.')}; trying {other}.");
    }

    private static Attempt? Opened(Attempt? attempt) => attempt?.Connection is null ? null : attempt;

    // Never two connections at a time.
    private static async Task CloseUnlessAsync(Attempt? used, Task<Attempt> attempt)
    {
        await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (attempt.IsCompletedSuccessfully && attempt.Result != used && attempt.Result.Connection is { } unused) unused.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => request.Dispose();

    /// <summary>The outcome of one protocol: a connection or an error.</summary>
    private sealed record Attempt(StreamWay Way, T? Connection, string? Protocol, PodStreamException? Error);
}
