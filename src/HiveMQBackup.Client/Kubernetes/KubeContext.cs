using HiveMQBackup.Client.Net;
using k8s;
using k8s.Authentication;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>One context of a kubeconfig: which cluster, as whom, in which namespace.</summary>
/// <param name="Name">The context's name.</param>
/// <param name="Namespace">The context's namespace, or null where it names none.</param>
/// <param name="Cluster">The cluster's entry.</param>
/// <param name="User">The user's entry, or null for an anonymous one.</param>
public sealed record KubeContext(string Name, string? Namespace, KubeConfigEntry Cluster, KubeConfigEntry? User)
{
    /// <summary>Makes the settings that KubernetesClient connects with; runs an exec plugin if the user has one.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.KubeConfigInvalid"/>: something in it cannot be used.</exception>
    internal async Task<KubernetesClientConfiguration> ToClientConfigurationAsync(TimeProvider time, CancellationToken cancel)
    {
        var server = Cluster.Text("server");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) throw Invalid($"its cluster's server {(server?.Contains('@', StringComparison.Ordinal) == true ? "" : $"'{server}' ")}is no http or https address");
        var settings = new KubernetesClientConfiguration
        {
            Host = server,
            Namespace = Namespace,
            SkipTlsVerify = Cluster.Flag("insecure-skip-tls-verify"),
            TlsServerName = Cluster.Text("tls-server-name"),
        };
        try
        {
            AddClusterCertificates(settings);
            AddProxy(settings);
            if (User is not null) await AddUserAsync(settings, User, time, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException
            or System.Security.Cryptography.CryptographicException)
        {
            throw Invalid(e.Message, e);
        }
        return settings;
    }

    private void AddClusterCertificates(KubernetesClientConfiguration settings)
    {
        var pem = Cluster.Text("certificate-authority-data") is { Length: > 0 } data
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data))
            : Cluster.FilePath("certificate-authority") is { } file ? File.ReadAllText(file) : null;
        if (pem is null) return;
        settings.SslCaCerts = [];
        settings.SslCaCerts.ImportFromPem(pem);
    }

    private void AddProxy(KubernetesClientConfiguration settings)
    {
        if (Cluster.Text("proxy-url") is not { Length: > 0 } proxy) return;
        // Not repeated: it may hold a password.
        if (ProxyServer.Parse(proxy, ProxyServer.KubeConfigSource) is not { IsSupported: true } server) throw Invalid("its cluster's proxy-url is no http, https or socks5 address.");
        settings.FirstMessageHandlerSetup += handler => handler.Proxy = server;
    }

    private async Task AddUserAsync(KubernetesClientConfiguration settings, KubeConfigEntry user, TimeProvider time, CancellationToken cancel)
    {
        settings.ClientCertificateData = user.Text("client-certificate-data");
        settings.ClientCertificateKeyData = user.Text("client-key-data");
        // As in kubectl, inline data goes before a path.
        if (settings.ClientCertificateData is null) settings.ClientCertificateFilePath = user.FilePath("client-certificate");
        if (settings.ClientCertificateKeyData is null) settings.ClientKeyFilePath = user.FilePath("client-key");
        if (user.Text("token") is { Length: > 0 } token) settings.AccessToken = token.Any(c => c is <= ' ' or > '~') ? throw Invalid("its user's token holds characters that no token can have") : token;
        else if (user.FilePath("tokenFile") is { } tokenFile) settings.TokenProvider = new TokenFileAuth(Existing(tokenFile));
        else if (user.Text("username") is { Length: > 0 } name) (settings.Username, settings.Password) = (name, user.Text("password"));
        else if (user.Entry("exec") is { } exec) await AddExecAsync(settings, exec, time, cancel).ConfigureAwait(false);
        else if (user.Entry("auth-provider")?.Text("name") is { } provider)
        {
            throw Invalid($"its user signs in with the auth-provider '{provider}', which Kubernetes has given up for exec plugins");
        }
    }

    private static string Existing(string file) => File.Exists(file) ? file : throw new FileNotFoundException($"The token file {file} does not exist.");

    private async Task AddExecAsync(KubernetesClientConfiguration settings, KubeConfigEntry exec, TimeProvider time, CancellationToken cancel)
    {
        var plugin = new ExecPlugin(exec, Cluster, time);
        var credential = await plugin.GetAsync(cancel).ConfigureAwait(false);
        if (credential.Token is not null) settings.TokenProvider = plugin;
        settings.ClientCertificateData = Base64(credential.ClientCertificate) ?? settings.ClientCertificateData;
        settings.ClientCertificateKeyData = Base64(credential.ClientKey) ?? settings.ClientCertificateKeyData;
    }

    private static string? Base64(string? pem) => pem is null ? null : Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pem));

    private HiveMQBackupException Invalid(string why, Exception? inner = null) => new(
        Failure.KubeConfigInvalid,
        $"The context '{Name}' of the kubeconfig {Cluster.File} cannot be used: {why}",
        "Mend the kubeconfig, or choose another context with -Context.",
        inner);
}
