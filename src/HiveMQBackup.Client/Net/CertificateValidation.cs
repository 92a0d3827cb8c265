using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace HiveMQBackup.Client.Net;

/// <summary>Checks a server's certificate, and says what is wrong with one that it refuses.</summary>
internal static class CertificateValidation
{
    /// <summary>Lets a TLS client accept certificates of these authorities only, or of the system's own if there are none.</summary>
    internal static void ApplyTo(SslClientAuthenticationOptions tls, X509Certificate2Collection? trusted)
    {
        tls.CertificateChainPolicy = Policy(trusted);
        tls.RemoteCertificateValidationCallback = Validate;
    }

    /// <summary>How the certificates' chain is built. Custom authorities replace those of the system.</summary>
    internal static X509ChainPolicy Policy(X509Certificate2Collection? trusted)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (trusted is null) return policy;
        // Like kubectl: missing intermediates are not downloaded.
        policy.DisableCertificateDownloads = true;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }

    /// <summary>The callback for SslStream; true for a valid certificate.</summary>
    /// <exception cref="AuthenticationException">What is wrong with it.</exception>
    internal static bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server || chain is null) throw new AuthenticationException("The server presents no certificate.");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) throw Refuse(server, $"it is for {Names(server)}, not for '{Host(sender)}'");
        return errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && EndsAtTrusted(chain))
            ? true
            : throw Refuse(server, Fault(server, chain));
    }

    // Like kubectl: every authority of the kubeconfig ends a chain, not only one that has signed itself.
    private static bool EndsAtTrusted(X509Chain chain) =>
        chain.ChainPolicy.TrustMode == X509ChainTrustMode.CustomRootTrust
        && chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
        && chain.ChainElements.LastOrDefault() is { } last
        && chain.ChainPolicy.CustomTrustStore.Any(authority => authority.RawDataMemory.Span.SequenceEqual(last.Certificate.RawDataMemory.Span));

    private static string Fault(X509Certificate2 server, X509Chain chain)
    {
        if (DateTime.Now > server.NotAfter) return $"it expired on {Date(server.NotAfter)}";
        if (DateTime.Now < server.NotBefore) return $"it is valid only from {Date(server.NotBefore)}";
        var statuses = chain.ChainStatus.Select(status => status.Status).Distinct().ToList();
        return statuses.Any(s => s is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)
            ? $"its issuer '{TerminalText.Shorten(server.Issuer)}' is not trusted"
            : string.Join(", ", statuses);
    }

    private static string Date(DateTime date) => date.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static AuthenticationException Refuse(X509Certificate2 server, string why) =>
        new($"The server's certificate '{TerminalText.Shorten(server.Subject)}' is rejected: {why}.");

    private static string Host(object sender) => sender is SslStream stream ? stream.TargetHostName : "this server";

    private static string Names(X509Certificate2 server)
    {
        var names = server.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(ip => ip.ToString()))).Take(10).ToList();
        return names.Count > 0 ? string.Join(", ", names.Select(n => $"'{TerminalText.Shorten(n)}'")) : $"'{TerminalText.Shorten(server.Subject)}'";
    }
}
