using System.Net;
using System.Net.Security;

namespace HiveMQBackup.Client.Net;

/// <summary>Connects to a server by TLS under a given name: that name is sent as SNI and compared with the certificate.</summary>
/// <param name="connect">Opens the connections.</param>
/// <param name="tls">The options of the handshake, with the name.</param>
/// <remarks>A SocketsHttpHandler itself takes the name from the Host header, and uses a connection that already has TLS as it is.</remarks>
internal sealed class NamedTls(Func<DnsEndPoint, CancellationToken, ValueTask<Stream>> connect, SslClientAuthenticationOptions tls)
{
    /// <summary>Connects to the server and performs the handshake.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The certificate is not accepted.</exception>
    internal async ValueTask<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancel)
    {
        var secured = new SslStream(await connect(server, cancel).ConfigureAwait(false));
        try
        {
            await secured.AuthenticateAsClientAsync(tls, cancel).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
