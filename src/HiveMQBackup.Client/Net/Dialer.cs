using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace HiveMQBackup.Client.Net;

/// <summary>Opens TCP connections to a server, directly or through a proxy.</summary>
/// <param name="proxy">The proxy, or null for none.</param>
/// <param name="tls">Which certificates are trusted, those of a proxy included.</param>
internal sealed class Dialer(ProxyServer? proxy, SslClientAuthenticationOptions tls)
{
    /// <summary>Connects to the server; through the proxy, if there is one, by a tunnel.</summary>
    /// <exception cref="ProxyException">The proxy did not open a tunnel.</exception>
    /// <exception cref="SocketException">Without a proxy: the server cannot be reached.</exception>
    internal async ValueTask<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancel)
    {
        if (proxy is null) return await TcpConnection.ConnectAsync(server, cancel).ConfigureAwait(false);
        var connection = await ConnectToProxyAsync(cancel).ConfigureAwait(false);
        try
        {
            if (proxy.Scheme == Uri.UriSchemeHttps) connection = await SecureAsync(connection, cancel).ConfigureAwait(false);
            await OpenTunnelAsync(connection, server, cancel).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (e is IOException and not ProxyException) throw new ProxyException(proxy, $"ended the connection: {e.Message}", isTransient: true);
            throw;
        }
    }

    /// <summary>Connects to the proxy itself.</summary>
    /// <exception cref="ProxyException">It cannot be reached.</exception>
    internal async ValueTask<Stream> ConnectToProxyAsync(CancellationToken cancel)
    {
        if (!proxy!.IsSupported) throw new ProxyException(proxy, "cannot be used: its scheme must be http, https or socks5", isTransient: false);
        try
        {
            return await TcpConnection.ConnectAsync(proxy.EndPoint, cancel).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new ProxyException(proxy, $"cannot be reached: {e.Message}", isTransient: true);
        }
    }

    // A client certificate is for the server, and not for the proxy.
    private async Task<Stream> SecureAsync(Stream connection, CancellationToken cancel)
    {
        var secured = new SslStream(connection);
        try
        {
            await secured.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = proxy!.EndPoint.Host,
                    CertificateChainPolicy = tls.CertificateChainPolicy,
                    RemoteCertificateValidationCallback = tls.RemoteCertificateValidationCallback,
                },
                cancel).ConfigureAwait(false);
            return secured;
        }
        catch (AuthenticationException e)
        {
            throw new ProxyException(proxy!, $"cannot be used over TLS: {e.Message}", isTransient: false);
        }
    }

    private Task OpenTunnelAsync(Stream connection, DnsEndPoint server, CancellationToken cancel) => proxy!.IsHttp
        ? HttpTunnel.OpenAsync(connection, proxy, server, cancel)
        : SocksTunnel.OpenAsync(connection, proxy, server, cancel);
}
