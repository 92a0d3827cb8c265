using System.Net;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>
/// Upgrades that are requested while the API server is still asked for the pods, since the pod is most likely known: a round trip less. A
/// connection that is not needed after all is closed.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class EarlyUpgrade(TimeProvider time) : IDisposable
{
    /// <summary>How long a connection waits for its use: the first request follows at once, or never.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(9.5);

    private readonly object _lock = new();
    private readonly Dictionary<Uri, Pending> _pending = [];
    private bool _isClosed;

    /// <summary>Sends the request, which is owned from now on.</summary>
    /// <returns>Whether it was sent; not if the same one is under way already.</returns>
    internal bool Begin(HttpRequestMessage request, Login login, Log log)
    {
        var address = request.RequestUri!;
        lock (_lock)
        {
            if (_isClosed || _pending.ContainsKey(address))
            {
                request.Dispose();
                return false;
            }
            var timer = time.CreateTimer(_ => Discard(address), null, Lifetime, Timeout.InfiniteTimeSpan);
            _pending.Add(address, new Pending(request, login, log, timer));
            return true;
        }
    }

    /// <summary>The response to such a request that was sent early; the caller owns it. Null if the request is to be sent now.</summary>
    /// <exception cref="OperationCanceledException">There was no response until the caller canceled.</exception>
    internal async Task<HttpResponseMessage?> TakeAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var taken = Remove(request.RequestUri!);
        return taken is not null && request.Method == taken.Method ? await taken.TakeAsync(cancel).ConfigureAwait(false) : null;
    }

    /// <summary>Closes a connection that is not needed.</summary>
    internal void Discard(Uri address) => Remove(address)?.Dispose();

    private Pending? Remove(Uri address)
    {
        lock (_lock) return _pending.Remove(address, out var pending) ? pending : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pending[] unused;
        lock (_lock)
        {
            _isClosed = true;
            unused = [.. _pending.Values];
            _pending.Clear();
        }
        foreach (var pending in unused) pending.Dispose();
    }

    private sealed class Pending : IDisposable
    {
        private readonly HttpRequestMessage _request;
        private readonly ITimer _timer;
        private readonly CancellationTokenSource _ended = new();
        private readonly Task<HttpResponseMessage> _response;
        private bool _isTaken;

        internal Pending(HttpRequestMessage request, Login login, Log log, ITimer timer)
        {
            _request = request;
            _timer = timer;
            _response = login.SendAsync(request, log, _ended.Token);
        }

        internal HttpMethod Method => _request.Method;

        internal async Task<HttpResponseMessage?> TakeAsync(CancellationToken cancel)
        {
            // Its exception is dropped: the request is sent again, and that exception counts.
            await ((Task)_response).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            _isTaken = _response.IsCompletedSuccessfully && IsFinal(_response.Result);
            return _isTaken ? _response.Result : null;
        }

        // Any other response is about the credentials, or about the moment in which the request was sent; a server error that asks to wait counts.
        private static bool IsFinal(HttpResponseMessage response) => response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout)
            && (response.StatusCode < HttpStatusCode.InternalServerError || response.Headers.RetryAfter is not null);

        public void Dispose()
        {
            _timer.Dispose();
            if (!_isTaken) _ended.Cancel();
            _response.ContinueWith(Close, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        private void Close(Task<HttpResponseMessage> response)
        {
            if (!_isTaken && response.IsCompletedSuccessfully) response.Result.Dispose();
            // Observed: the connection is not needed.
            _ = response.Exception;
            _request.Dispose();
            _ended.Dispose();
        }
    }
}
