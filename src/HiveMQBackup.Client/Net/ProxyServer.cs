using System.Net;
using System.Net.Http.Headers;

namespace HiveMQBackup.Client.Net;

/// <summary>A proxy, with the credentials for it. Its text never shows them.</summary>
/// <remarks>An IWebProxy, so that it can be handed to a SocketsHttpHandler; which servers are reached over it is decided before that.</remarks>
internal sealed class ProxyServer : IWebProxy
{
    /// <summary>The source of a proxy that a kubeconfig names.</summary>
    internal const string KubeConfigSource = "proxy-url";

    private static readonly Dictionary<string, int> Ports = new(StringComparer.Ordinal) { ["http"] = 80, ["https"] = 443, ["socks5"] = 1080, ["socks5h"] = 1080 };

    private ProxyServer(string scheme, string host, int port, ProxyCredential? credential, string source)
    {
        Scheme = scheme;
        EndPoint = new DnsEndPoint(host, port);
        Credential = credential;
        Source = source;
        Address = new UriBuilder(scheme, host, port).Uri;
    }

    /// <summary>The scheme in lower case; see <see cref="IsSupported"/>.</summary>
    internal string Scheme { get; }

    /// <summary>The proxy's host and port.</summary>
    internal DnsEndPoint EndPoint { get; }

    /// <summary>Its address without user and password.</summary>
    internal Uri Address { get; }

    /// <summary>User and password, or null if there are none.</summary>
    internal ProxyCredential? Credential { get; }

    /// <summary>What names the proxy: proxy-url, or an environment variable.</summary>
    internal string Source { get; }

    /// <summary>Whether it is an HTTP proxy, with or without TLS.</summary>
    internal bool IsHttp => Scheme is "http" or "https";

    /// <summary>Whether it is an HTTP or SOCKS5 proxy; others cannot be used.</summary>
    internal bool IsSupported => Ports.ContainsKey(Scheme);

    ICredentials? IWebProxy.Credentials { get; set; }

    /// <summary>The value of Proxy-Authorization, or null.</summary>
    internal AuthenticationHeaderValue? Authorization => Credential is null ? null : new("Basic", Credential.Basic);

    Uri IWebProxy.GetProxy(Uri destination) => Address;

    bool IWebProxy.IsBypassed(Uri host) => false;

    /// <summary>Reads a proxy's address; null if it is not an address, or has no scheme.</summary>
    /// <param name="text">The address, with user and password percent-encoded if there are any.</param>
    /// <param name="source">What names the proxy.</param>
    /// <remarks>Not read by System.Uri: it rejects passwords that Go's net/url reads, and its exceptions repeat the address.</remarks>
    internal static ProxyServer? Parse(string text, string source)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        if (end < 1 || !Uri.CheckSchemeName(text[..end]) || text.Any(char.IsControl)) return null;
        var scheme = text[..end].ToLowerInvariant();
        var authority = text[(end + 3)..].Split('/', '?', '#')[0];
        // A password with one of these has not been escaped, and its beginning would be the host or the port.
        if (text.AsSpan(end + 3 + authority.Length).Contains('@')) return null;
        var at = authority.LastIndexOf('@');
        var credential = at < 0 ? null : ProxyCredential.Parse(authority[..at]);
        if (at >= 0 && credential is null) return null;
        return HostAndPort(authority[(at + 1)..], Ports.GetValueOrDefault(scheme, 80)) is { } place
            ? new ProxyServer(scheme, place.Host, place.Port, credential, source)
            : null;
    }

    private static (string Host, int Port)? HostAndPort(string text, int standard)
    {
        var isBracketed = text.StartsWith('[');
        var hostEnd = isBracketed ? text.LastIndexOf(']') + 1 : text.LastIndexOf(':') is var colon and >= 0 ? colon : text.Length;
        var host = isBracketed ? text[1..Math.Max(1, hostEnd - 1)].Replace("%25", "%", StringComparison.Ordinal) : text[..hostEnd];
        var isHost = Uri.CheckHostName(host) is var kind && (isBracketed ? kind == UriHostNameType.IPv6 : kind is UriHostNameType.Dns or UriHostNameType.IPv4);
        var port = PortOf(text[hostEnd..], standard);
        return isHost && port is { } number ? (host, number) : null;
    }

    private static int? PortOf(string text, int standard) => text switch
    {
        "" or ":" => standard,
        [':', .. var digits] when int.TryParse(digits, System.Globalization.NumberStyles.None, null, out var port) && port <= 65535 => port,
        _ => null,
    };

    /// <summary>The address without user and password, and what names it.</summary>
    public override string ToString() => $"{Address.GetLeftPart(UriPartial.Authority)} ({Source})";
}
