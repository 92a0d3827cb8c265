using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HiveMQBackup.Unit.Support;

/// <summary>A root authority, an intermediate one below it, and certificates of that.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _root = Authority("root", null);
    private readonly X509Certificate2 _intermediate;

    public TestCertificates() => _intermediate = Authority("intermediate", _root);

    public X509Certificate2 Root => _root;

    public string IntermediatePem => _intermediate.ExportCertificatePem();

    /// <summary>A server's certificate for loopback, issued by the root.</summary>
    public X509Certificate2 Server()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        return Issue("server", _root, TimeSpan.FromDays(1), names.Build());
    }

    /// <summary>A client's certificate, issued by the intermediate authority, as PEM.</summary>
    public (string Certificate, string Key) Client(string name, TimeSpan? lifetime = null)
    {
        using var certificate = Issue(name, _intermediate, lifetime ?? TimeSpan.FromDays(1));
        using var key = certificate.GetECDsaPrivateKey()!;
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=test {name} {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
        if (issuer is null) return request.CreateSelfSigned(from, to);
        using var issued = request.Create(issuer, from, to, Serial());
        return issued.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Issue(string name, X509Certificate2 issuer, TimeSpan lifetime, X509Extension? more = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        if (more is not null) request.CertificateExtensions.Add(more);
        using var issued = request.Create(issuer, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow + lifetime, Serial());
        using var own = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    private static byte[] Serial() => [1, .. RandomNumberGenerator.GetBytes(15)];

    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
    }
}
