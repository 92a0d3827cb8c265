using System.Net;
using System.Net.Security;

namespace HiveMQBackup.Client.Net;

/// <summary>How the requests to one server get there: through which proxy, and under which name its certificate is verified.</summary>
internal static class Route
{
    /// <summary>Makes a handler's connections use the route to the server.</summary>
    /// <param name="connections">The handler, with its TLS options set; used for this server only.</param>
    /// <param name="server">The server's http or https address.</param>
    /// <param name="proxy">The proxy, or null for none.</param>
    /// <param name="log">Receives which proxy it is.</param>
    /// <param name="tlsServerName">The name that the server's certificate is for, if it is not the address's host.</param>
    /// <param name="early">Connections of <see cref="Dialing"/> that are used first, or null.</param>
    /// <returns>Sends requests to the server; owns the handler.</returns>
    internal static HttpMessageHandler Over(
        SocketsHttpHandler connections, Uri server, ProxyServer? proxy, Log log, string? tlsServerName = null, EarlyConnections? early = null)
    {
        if (proxy is not null) log.Tell($"Connecting to {server.GetLeftPart(UriPartial.Authority)} through the proxy {proxy}.");
        var dialer = new Dialer(proxy, connections.SslOptions);
        // .NET's own choice follows other rules than kubectl's, and was made when the process began.
        connections.UseProxy = false;
        connections.ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, cancel);
        if (IsRelayed(server, proxy))
        {
            // Plain http is not tunneled: many proxies open tunnels to port 443 only.
            connections.Proxy = proxy;
            connections.UseProxy = true;
            connections.ConnectCallback = async (_, cancel) => await EarlyAsync(cancel).ConfigureAwait(false) ?? await dialer.ConnectToProxyAsync(cancel).ConfigureAwait(false);
            return new ProxiedRequests(proxy!) { InnerHandler = connections };
        }
        if (server.Scheme == Uri.UriSchemeHttps && NameFor(server, proxy, tlsServerName) is { } name)
        {
            connections.SslOptions.TargetHost = name;
            var tls = new NamedTls(ConnectAsync, connections.SslOptions);
            connections.ConnectCallback = (context, cancel) => tls.ConnectAsync(context.DnsEndPoint, cancel);
        }
        return connections;

        async ValueTask<Stream> ConnectAsync(DnsEndPoint address, CancellationToken cancel) =>
            await EarlyAsync(cancel).ConfigureAwait(false) ?? await dialer.ConnectAsync(address, cancel).ConfigureAwait(false);

        ValueTask<Stream?> EarlyAsync(CancellationToken cancel) => early?.TakeAsync(cancel) ?? default;
    }

    /// <summary>Opens TCP connections to the server over the same route, without TLS to the server.</summary>
    internal static Func<CancellationToken, ValueTask<Stream>> Dialing(SslClientAuthenticationOptions tls, Uri server, ProxyServer? proxy)
    {
        var dialer = new Dialer(proxy, tls);
        return IsRelayed(server, proxy) ? dialer.ConnectToProxyAsync : cancel => dialer.ConnectAsync(new DnsEndPoint(server.IdnHost, server.Port), cancel);
    }

    private static bool IsRelayed(Uri server, ProxyServer? proxy) => server.Scheme == Uri.UriSchemeHttp && proxy is { IsHttp: true };

    // Null if .NET's own handshake is enough: it mistakes a TLS connection to a proxy for one to the server.
    private static string? NameFor(Uri server, ProxyServer? proxy, string? tlsServerName) =>
        !string.IsNullOrWhiteSpace(tlsServerName) ? tlsServerName
        : WithoutZone(server) ?? (proxy?.Scheme == Uri.UriSchemeHttps ? server.IdnHost : null);

    // A zone is local to this machine: no certificate contains it.
    private static string? WithoutZone(Uri server) =>
        server.HostNameType == UriHostNameType.IPv6 && server.IdnHost.Split('%') is [var address, _] ? address : null;
}
