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
    /// <returns>Sends requests to the server; owns the handler.</returns>
    internal static HttpMessageHandler Over(SocketsHttpHandler connections, Uri server, ProxyServer? proxy, Log log, string? tlsServerName = null)
    {
        if (proxy is not null) log.Tell($"Connecting to {server.GetLeftPart(UriPartial.Authority)} through the proxy {proxy}.");
        var dialer = new Dialer(proxy, connections.SslOptions);
        // .NET's own choice follows other rules than kubectl's, and was made when the process began.
        connections.UseProxy = false;
        connections.ConnectCallback = (context, cancel) => dialer.ConnectAsync(context.DnsEndPoint, cancel);
        if (server.Scheme == Uri.UriSchemeHttp && proxy is { IsHttp: true })
        {
            // Plain http is not tunneled: many proxies open tunnels to port 443 only.
            connections.Proxy = proxy;
            connections.UseProxy = true;
            connections.ConnectCallback = (_, cancel) => dialer.ConnectToProxyAsync(cancel);
            return new ProxiedRequests(proxy) { InnerHandler = connections };
        }
        if (server.Scheme == Uri.UriSchemeHttps && NameFor(server, proxy, tlsServerName) is { } name)
        {
            connections.SslOptions.TargetHost = name;
            var tls = new NamedTls(dialer, connections.SslOptions);
            connections.ConnectCallback = (context, cancel) => tls.ConnectAsync(context.DnsEndPoint, cancel);
        }
        return connections;
    }

    // Null if .NET's own handshake is enough: it mistakes a TLS connection to a proxy for one to the server.
    private static string? NameFor(Uri server, ProxyServer? proxy, string? tlsServerName) =>
        !string.IsNullOrWhiteSpace(tlsServerName) ? tlsServerName
        : WithoutZone(server) ?? (proxy?.Scheme == Uri.UriSchemeHttps ? server.IdnHost : null);

    // A zone is local to this machine: no certificate contains it.
    private static string? WithoutZone(Uri server) =>
        server.HostNameType == UriHostNameType.IPv6 && server.IdnHost.Split('%') is [var address, _] ? address : null;
}
