using System.Security.Cryptography;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>A client certificate and its key in files that another process updates. Read again at most once a second, as in client-go.</summary>
internal sealed class CertificateFiles : ICredentialSource<ClientCertificate>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly string _certificates;
    private readonly string _key;
    private readonly TimeProvider _time;
    private (string Certificates, string Key) _text;
    private ClientCertificate _certificate;
    private long _readAt;

    /// <param name="certificates">The file of the certificate and its intermediates.</param>
    /// <param name="key">The file of its key.</param>
    /// <param name="time">The clock.</param>
    internal CertificateFiles(string certificates, string key, TimeProvider time)
    {
        _certificates = certificates;
        _key = key;
        _time = time;
        _text = Read();
        _certificate = ClientCertificate.FromPem(_text.Certificates, _text.Key);
        _readAt = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public ClientCertificate Get(Log log)
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_readAt) >= Period) Reload(log);
            return _certificate;
        }
    }

    /// <inheritdoc/>
    public void Refresh(Log log)
    {
        lock (_lock) Reload(log);
    }

    private (string Certificates, string Key) Read() => (File.ReadAllText(_certificates), File.ReadAllText(_key));

    private void Reload(Log log)
    {
        _readAt = _time.GetTimestamp();
        try
        {
            var text = Read();
            if (text == _text) return;
            _certificate = ClientCertificate.FromPem(text.Certificates, text.Key);
            _text = text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            // Files that are being replaced match at the next reading.
            log.Tell($"The client certificate {_certificates} could not be reloaded: {e.Message} Using the last known one.");
        }
    }
}
