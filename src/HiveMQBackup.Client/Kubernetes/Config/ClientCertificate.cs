using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>A client certificate with its key, and the intermediates that lead to its authority. Equal where both texts are.</summary>
internal sealed class ClientCertificate : IEquatable<ClientCertificate>
{
    private readonly string _certificates;
    private readonly string _key;

    private ClientCertificate(string certificates, string key, X509Certificate2 own, SslStreamCertificateContext chain)
    {
        _certificates = certificates;
        _key = key;
        Chain = chain;
        Expires = own.NotAfter.ToUniversalTime();
    }

    /// <summary>What a TLS handshake sends: the certificate and its intermediates.</summary>
    internal SslStreamCertificateContext Chain { get; }

    /// <summary>When the certificate itself expires.</summary>
    internal DateTimeOffset Expires { get; }

    /// <summary>Reads a certificate, followed by its intermediates if it has any, and its key.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One of them cannot be used.</exception>
    /// <exception cref="ArgumentException">They do not belong together.</exception>
    internal static ClientCertificate FromPem(string certificates, string key)
    {
        var own = Usable(X509Certificate2.CreateFromPem(certificates, key));
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificates);
        // Offline: intermediates that are missing are not fetched from elsewhere, as in kubectl.
        return new ClientCertificate(certificates, key, own, SslStreamCertificateContext.Create(own, all, offline: true));
    }

    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows()) return certificate;
        // TLS on Windows cannot use a key that is only in memory.
        using (certificate) return new X509Certificate2(certificate.Export(X509ContentType.Pkcs12));
    }

    /// <inheritdoc/>
    public bool Equals(ClientCertificate? other) =>
        other is not null && string.Equals(other._certificates, _certificates, StringComparison.Ordinal) && string.Equals(other._key, _key, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClientCertificate);

    /// <inheritdoc/>
    public override int GetHashCode() => _certificates.GetHashCode(StringComparison.Ordinal);
}
