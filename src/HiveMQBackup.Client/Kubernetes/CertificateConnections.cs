using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>
/// The pooled connections to an API server. A connection belongs to the client certificate that it was opened with, so another
/// certificate gets new ones; the idle ones are closed then, and requests and port-forwards under way keep theirs.
/// </summary>
/// <param name="open">Makes the pool of connections for one certificate.</param>
internal sealed class CertificateConnections(Func<ClientCertificate?, Log, HttpMessageHandler> open) : IDisposable
{
    private readonly object _lock = new();
    private Pool? _current;
    private bool _isClosed;

    /// <summary>Sends a request over a connection of that certificate; the response's content is not read yet.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ClientCertificate? certificate, Log log, CancellationToken cancel)
    {
        var pool = Acquire(certificate, log);
        try
        {
            return await pool.Requests.SendAsync(request, cancel).ConfigureAwait(false);
        }
        finally
        {
            Release(pool);
        }
    }

    private Pool Acquire(ClientCertificate? certificate, Log log)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_current is null || !Equals(_current.Certificate, certificate))
            {
                Retire();
                _current = new Pool(certificate, new HttpMessageInvoker(open(certificate, log)));
            }
            _current.Users++;
            return _current;
        }
    }

    private void Release(Pool pool)
    {
        lock (_lock)
        {
            if (--pool.Users == 0 && pool != _current) pool.Requests.Dispose();
        }
    }

    // A disposed pool closes its idle connections, and rejects later requests.
    private void Retire()
    {
        if (_current is { Users: 0 } idle) idle.Requests.Dispose();
        _current = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _current?.Requests.Dispose();
            _current = null;
        }
    }

    private sealed class Pool(ClientCertificate? certificate, HttpMessageInvoker requests)
    {
        internal ClientCertificate? Certificate { get; } = certificate;

        internal HttpMessageInvoker Requests { get; } = requests;

        internal int Users { get; set; }
    }
}
