using System.Net;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>
/// Upgrades that are requested while the API server is still asked for the pods, since the pod is most likely known: a round trip less. A
/// connection that is not needed after all is closed.
/// </summary>
/// <param name="server">The API server.</param>
/// <param name="time">The clock.</param>
internal sealed class EarlyUpgrade(KubernetesHttp server, TimeProvider time) : IDisposable
{
    // The first request follows at once, or never.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly object _lock = new();
    private readonly Dictionary<Uri, Pending> _pending = [];

    /// <summary>Sends the request; owned from now on.</summary>
    internal void Begin(HttpRequestMessage request, CallScope scope)
    {
        var address = request.RequestUri!;
        lock (_lock)
        {
            if (!_pending.ContainsKey(address)) _pending.Add(address, new Pending(server, request, scope, time.CreateTimer(_ => Discard(address), null, Lifetime, Timeout.InfiniteTimeSpan)));
        }
    }

    /// <summary>The response to such a request that was sent early and accepted; the caller owns it. Null if there is none.</summary>
    internal async Task<HttpResponseMessage?> TakeAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var taken = Remove(request.RequestUri!);
        return taken is not null && request.Method == taken.Method ? await taken.TakeAsync(cancel).ConfigureAwait(false) : null;
    }

    /// <summary>Closes a connection that is not needed.</summary>
    internal void Discard(Uri address) => Remove(address)?.Dispose();

    private Pending? Remove(Uri address)
    {
        lock (_lock)
        {
            return _pending.Remove(address, out var pending) ? pending : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var pending in _pending.Values) pending.Dispose();
            _pending.Clear();
        }
    }

    private sealed class Pending : IDisposable
    {
        private readonly HttpRequestMessage _request;
        private readonly ITimer _timer;
        private readonly CancellationTokenSource _ended = new();
        private readonly Task<HttpResponseMessage> _response;
        private bool _isTaken;

        internal Pending(KubernetesHttp server, HttpRequestMessage request, CallScope scope, ITimer timer)
        {
            _request = request;
            _timer = timer;
            _response = server.SendOnceAsync(request, scope, _ended.Token);
        }

        internal HttpMethod Method => _request.Method;

        internal async Task<HttpResponseMessage?> TakeAsync(CancellationToken cancel)
        {
            try
            {
                var response = await _response.WaitAsync(cancel).ConfigureAwait(false);
                // Any other response may be about the credentials or the moment: the request is sent again, and that response counts.
                _isTaken = response.StatusCode == HttpStatusCode.SwitchingProtocols;
                return _isTaken ? response : null;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or HiveMQBackupException)
            {
                // The same: its error counts.
                return null;
            }
        }

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
