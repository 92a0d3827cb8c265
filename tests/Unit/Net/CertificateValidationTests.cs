using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Unit.Net;

public sealed class CertificateValidationTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _otherKey.Dispose();
    }

    private X509Certificate2 SelfSigned(int fromDays, int toDays)
    {
        var request = new CertificateRequest("CN=the-broker", _key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("broker.example");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(fromDays), DateTimeOffset.UtcNow.AddDays(toDays));
    }

    private static X509Certificate2 Issued(string subject, bool isAuthority, string by, ECDsa signer, ECDsa own)
    {
        var request = new CertificateRequest(subject, own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request.Create(
            new X500DistinguishedName(by), X509SignatureGenerator.CreateForECDsa(signer), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
    }

    private static bool Validate(X509Certificate2? server, X509Certificate2? trusted, SslPolicyErrors errors)
    {
        using var chain = new X509Chain { ChainPolicy = CertificateValidation.Policy(trusted is null ? null : [trusted]) };
        if (server is not null && !chain.Build(server)) errors |= SslPolicyErrors.RemoteCertificateChainErrors;
        return CertificateValidation.Validate(new object(), server, chain, errors);
    }

    private static string Refused(X509Certificate2? server, X509Certificate2? trusted, SslPolicyErrors errors) =>
        Assert.Throws<AuthenticationException>(() => Validate(server, trusted, errors)).Message;

    [Fact]
    public void A_certificate_without_errors_is_good()
    {
        using var server = SelfSigned(-1, 1);

        Assert.True(Validate(server, server, SslPolicyErrors.None));
    }

    [Fact]
    public void A_certificate_of_a_trusted_authority_is_good()
    {
        using var server = SelfSigned(-1, 1);

        Assert.True(Validate(server, server, SslPolicyErrors.None));
    }

    // The root of a company's own authority is often elsewhere, and the cluster has only an intermediate one.
    [Fact]
    public void A_trusted_authority_need_not_have_signed_itself()
    {
        using var intermediate = Issued("CN=cluster-ca", isAuthority: true, by: "CN=company", _key, _otherKey);
        using var server = Issued("CN=the-broker", isAuthority: false, by: "CN=cluster-ca", _otherKey, _key);

        Assert.True(Validate(server, intermediate, SslPolicyErrors.None));
        Assert.Contains("not for", Refused(server, intermediate, SslPolicyErrors.RemoteCertificateNameMismatch), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_only_bears_the_name_of_a_trusted_authority_is_rejected()
    {
        using var intermediate = Issued("CN=cluster-ca", isAuthority: true, by: "CN=company", _key, _otherKey);
        using var server = Issued("CN=the-broker", isAuthority: false, by: "CN=cluster-ca", _key, _key);

        Refused(server, intermediate, SslPolicyErrors.None);
    }

    [Fact]
    public void Nor_does_a_trusted_server_certificate_stand_for_others()
    {
        using var trusted = Issued("CN=another-broker", isAuthority: false, by: "CN=company", _key, _otherKey);
        using var server = Issued("CN=the-broker", isAuthority: false, by: "CN=another-broker", _otherKey, _key);

        Refused(server, trusted, SslPolicyErrors.None);
    }

    [Fact]
    public void An_issuer_that_is_not_trusted_is_named()
    {
        using var server = SelfSigned(-1, 1);

        Assert.Contains("'CN=the-broker' is not trusted", Refused(server, null, SslPolicyErrors.None), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_has_expired_says_when()
    {
        using var server = SelfSigned(-10, -2);

        Assert.Contains("expired on", Refused(server, server, SslPolicyErrors.None), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_not_valid_yet_says_from_when()
    {
        using var server = SelfSigned(2, 10);

        Assert.Contains("valid only from", Refused(server, server, SslPolicyErrors.None), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_for_another_name_says_for_which_even_where_it_is_trusted()
    {
        using var server = SelfSigned(-1, 1);

        Assert.Contains("'broker.example'", Refused(server, server, SslPolicyErrors.RemoteCertificateNameMismatch), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_without_a_certificate_is_rejected()
    {
        Assert.Contains("no certificate", Refused(null, null, SslPolicyErrors.RemoteCertificateNotAvailable), StringComparison.Ordinal);
    }
}
