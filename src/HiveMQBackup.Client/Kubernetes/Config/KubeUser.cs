using System.Net.Http.Headers;
using System.Text;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>A kubeconfig's user: which of its fields authenticate it, in client-go's order, and which do not go together.</summary>
/// <param name="user">The user's entry.</param>
/// <param name="context">The context that names it.</param>
/// <param name="time">The clock.</param>
internal sealed class KubeUser(KubeConfigEntry user, KubeContext context, TimeProvider time)
{
    private bool HasCertificate => Has("client-certificate") || Has("client-certificate-data");

    private bool HasPassword => Has("username") || Has("password");

    /// <summary>The user's credentials for a server.</summary>
    /// <param name="server">The API server's address.</param>
    /// <param name="log">Receives why a file cannot be read.</param>
    /// <remarks>As in client-go, over plain http none of them are read or sent, but those in the address itself.</remarks>
    /// <exception cref="FormatException">The fields contradict each other, or cannot authenticate the user.</exception>
    internal IClusterCredentials Credentials(Uri server, Log log)
    {
        EnsureConsistent();
        var inAddress = server.UserInfo.Length == 0 ? null : Fixed(Basic(Uri.UnescapeDataString(server.UserInfo.Contains(':', StringComparison.Ordinal) ? server.UserInfo : $"{server.UserInfo}:")));
        if (server.Scheme != Uri.UriSchemeHttps) return new UserCredentials(inAddress ?? Fixed(null), NoCertificate);
        var provider = AuthProvider();
        var header = inAddress ?? Header(log) ?? (provider is null ? null : IdToken(provider));
        return header is null && !HasCertificate && user.Entry("exec") is { } exec
            ? new ExecPlugin(exec, context.Cluster, time)
            : new UserCredentials(header ?? Fixed(null), Certificate());
    }

    // client-go checks all of this, even if none of it will be sent.
    private void EnsureConsistent()
    {
        if (HasPassword && (Has("token") || (Has("tokenFile") && Has("username")))) throw new FormatException("its user has both a token and a user name with a password, and only one of them is allowed");
        if (user.Entry("exec") is not null && user.Entry("auth-provider") is not null) throw new FormatException("its user has both an exec plugin and an auth-provider, and only one of them is allowed");
        if (!HasCertificate) return;
        user.EnsureNotBoth("client-certificate", "client-certificate-data", "user");
        user.EnsureNotBoth("client-key", "client-key-data", "user");
        if (!Has("client-key") && !Has("client-key-data")) throw new FormatException("its user has a client certificate but no key for it (client-key or client-key-data)");
    }

    private ICredentialSource<AuthenticationHeaderValue?>? Header(Log log)
    {
        var token = Optional("token");
        if (token is not null && !BearerToken.IsValid(token)) throw new FormatException("its user's token contains characters that are not allowed in a token");
        if (user.FilePath("tokenFile") is { } file) return new TokenFile(file, token, time, log);
        if (token is not null) return Fixed(BearerToken.Header(token));
        return Optional("username") is { } name ? Fixed(Basic($"{name}:{user.Text("password")}")) : null;
    }

    private static FixedCredential<AuthenticationHeaderValue?> Fixed(AuthenticationHeaderValue? header) => new(header);

    private static FixedCredential<ClientCertificate?> NoCertificate => new(null);

    // RFC 7617.
    private static AuthenticationHeaderValue Basic(string userAndPassword) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword)));

    private KubeConfigEntry? AuthProvider()
    {
        if (user.Entry("auth-provider") is not { } provider) return null;
        return provider.Text("name") is var name && name == "oidc"
            ? provider
            : throw new FormatException($"its user has the auth-provider '{TerminalText.Shorten(name)}', which Kubernetes has replaced by exec plugins");
    }

    private OidcToken IdToken(KubeConfigEntry provider) => provider.Entry("config")?.Text("id-token") is { Length: > 0 } token
        ? new OidcToken(token, $"the context '{context.Name}' of the kubeconfig {user.File}", time)
        : throw new FormatException("its user's auth-provider 'oidc' has no id-token, which kubectl requests when it runs with this context");

    private ICredentialSource<ClientCertificate?> Certificate()
    {
        // As in client-go, a key without a certificate does not authenticate the user.
        if (!HasCertificate) return NoCertificate;
        return user.FilePath("client-certificate") is { } certificate && user.FilePath("client-key") is { } key
            ? new CertificateFiles(certificate, key, time)
            : new FixedCredential<ClientCertificate?>(ClientCertificate.FromPem(Pem("client-certificate"), Pem("client-key")));
    }

    private string Pem(string field) => Optional($"{field}-data") is { } data
        ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : File.ReadAllText(user.FilePath(field)!);

    private bool Has(string field) => user.Has(field);

    private string? Optional(string field) => user.Text(field) is { Length: > 0 } text ? text : null;
}
