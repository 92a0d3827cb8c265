using System.Security.Cryptography.X509Certificates;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>One context of a kubeconfig: the cluster, the user and the namespace.</summary>
/// <param name="Name">The context's name.</param>
/// <param name="Namespace">The context's namespace, or null if it names none.</param>
/// <param name="Cluster">The cluster's entry.</param>
/// <param name="User">The user's entry, or null for an anonymous one.</param>
public sealed record KubeContext(string Name, string? Namespace, KubeConfigEntry Cluster, KubeConfigEntry? User)
{
    private const string SkipVerification = "insecure-skip-tls-verify";

    private Uri Server => ServerAddress.Parse(Cluster.Text("server"))
        ?? throw new FormatException($"its cluster's server{ServerAddress.Shown(Cluster.Text("server"))} is not an http or https address");

    /// <summary>Makes the settings for the connection to the cluster.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.KubeConfigInvalid"/>: something in it cannot be used.</exception>
    internal ClusterSettings Settings() => Reading(() => new ClusterSettings
    {
        Host = BaseAddress.Of(Server).AbsoluteUri,
        Namespace = Namespace,
        SkipTlsVerify = Cluster.Flag(SkipVerification),
        TlsServerName = Cluster.Text("tls-server-name"),
        SslCaCerts = ClusterCertificates(),
        Proxy = Proxy(),
    });

    /// <summary>The user's credentials. Nothing is run or sent yet.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.KubeConfigInvalid"/>: something in it cannot be used.</exception>
    internal IClusterCredentials Credentials(TimeProvider time, Log log) =>
        Reading(() => new KubeUser(User ?? Cluster.Empty(), this, time).Credentials(Server, log));

    /// <summary>The user that the requests impersonate.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.KubeConfigInvalid"/>: something in it cannot be used.</exception>
    internal Impersonation Impersonation() => Reading(() => User is null ? Config.Impersonation.None : Config.Impersonation.Of(User));

    private T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException
            or System.Security.Cryptography.CryptographicException)
        {
            throw Invalid(e.Message, e);
        }
    }

    private X509Certificate2Collection? ClusterCertificates()
    {
        // As in kubectl: it is not clear what the server is to be verified with, or whether it is.
        Cluster.EnsureNotBoth("certificate-authority", "certificate-authority-data", "cluster");
        if (Cluster.Flag(SkipVerification))
        {
            Cluster.EnsureNone("certificate-authority", SkipVerification, "cluster");
            Cluster.EnsureNone("certificate-authority-data", SkipVerification, "cluster");
        }
        var pem = Cluster.Text("certificate-authority-data") is { Length: > 0 } data
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data))
            : Cluster.FilePath("certificate-authority") is { } file ? File.ReadAllText(file) : null;
        if (pem is null) return null;
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }

    private ProxyServer? Proxy()
    {
        if (Cluster.Text("proxy-url") is not { Length: > 0 } proxy) return null;
        // Not in the message: it may hold a password.
        if (ProxyServer.Parse(proxy, ProxyServer.KubeConfigSource) is not { IsSupported: true } server) throw Invalid("its cluster's proxy-url is not an http, https or socks5 address.");
        return server;
    }

    private HiveMQBackupException Invalid(string why, Exception? inner = null) => new(
        ErrorCode.KubeConfigInvalid,
        $"The context '{Name}' of the kubeconfig {Cluster.File} cannot be used: {why}",
        inner: inner);
}
