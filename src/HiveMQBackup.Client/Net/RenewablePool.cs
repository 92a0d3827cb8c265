namespace HiveMQBackup.Client.Net;

/// <summary>
/// The pooled connections to one server, which may be closed while no request is being sent: the next request opens new ones. The
/// body of a response is read to its end in any case.
/// </summary>
/// <param name="open">Makes a pool without connections.</param>
/// <param name="limit">Says when the connections are to be closed.</param>
internal sealed class RenewablePool(Func<HttpMessageHandler> open, PoolLimit limit) : HttpMessageHandler
{
    private readonly object _lock = new();
    private HttpMessageInvoker? _requests;
    private int _underWay;
    private bool _isClosed;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var requests = Begin();
        try
        {
            limit.Touch(this);
            return await requests.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            End();
        }
    }

    private HttpMessageInvoker Begin()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _underWay++;
            return _requests ??= new HttpMessageInvoker(open());
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _underWay--;
            if (_isClosed) return;
        }
        limit.Touch(this);
    }

    /// <summary>Closes the connections, unless a request is under way.</summary>
    /// <returns>Whether none is open now.</returns>
    internal bool CloseIfIdle()
    {
        lock (_lock)
        {
            if (_underWay > 0) return false;
            _requests?.Dispose();
            _requests = null;
            return true;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _isClosed = true;
                _requests?.Dispose();
                _requests = null;
            }
            limit.Forget(this);
        }
        base.Dispose(disposing);
    }
}
