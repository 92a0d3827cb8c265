using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HiveMQBackup.Simulator.Hosting;

/// <summary>The certificates of this process: one CA, the API server's, the users' and the nodes' self-signed one.</summary>
/// <remarks>They are made once, since hundreds of tests start a cluster each.</remarks>
internal static class Certificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly Lazy<X509Certificate2> LazyAuthority = new(CreateAuthority);
    private static readonly Lazy<X509Certificate2> LazyServer = new(() => Issue("kube-apiserver", ServerAuthentication));
    private static readonly Lazy<X509Certificate2> LazyNode = new(CreateSelfSigned);
    private static readonly ConcurrentDictionary<string, X509Certificate2> Users = new(StringComparer.Ordinal);

    /// <summary>The CA that issues the API server's and the users' certificates.</summary>
    public static X509Certificate2 Authority => LazyAuthority.Value;

    /// <summary>The API server's certificate for loopback.</summary>
    public static X509Certificate2 Server => LazyServer.Value;

    /// <summary>The certificate of a HiveMQ listener with TLS: self-signed, so no client trusts it.</summary>
    public static X509Certificate2 Node => LazyNode.Value;

    /// <summary>A client certificate whose common name is the Kubernetes user.</summary>
    public static X509Certificate2 User(string name) =>
        Users.GetOrAdd(name, static user => Issue(user, ClientAuthentication));

    /// <summary>Whether the CA of this process issued the certificate.</summary>
    public static bool IsIssuedHere(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddYears(10));
    }

    private static X509Certificate2 Issue(string commonName, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(CommonName(commonName), key, HashAlgorithmName.SHA256);
        Describe(request, usage);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Authority, true, false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        using var issued = request.Create(Authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(5), serial);
        return Usable(issued.CopyWithPrivateKey(key));
    }

    private static X509Certificate2 CreateSelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=hivemq", key, HashAlgorithmName.SHA256);
        Describe(request, ServerAuthentication);
        return Usable(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(5)));
    }

    private static void Describe(CertificateRequest request, string usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (usage != ServerAuthentication)
            return;
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        // As k3d's: its kubeconfigs name these.
        names.AddIpAddress(IPAddress.Any);
        names.AddIpAddress(IPAddress.IPv6Any);
        request.CertificateExtensions.Add(names.Build());
    }

    private static X500DistinguishedName CommonName(string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        return subject.Build();
    }

    // Windows' TLS cannot use a key that exists in memory only.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable)
        : certificate;
}
