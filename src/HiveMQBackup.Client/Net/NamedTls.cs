using System.Net.Security;

namespace HiveMQBackup.Client.Net;

/// <summary>
/// Verifies a server's certificate under another name than its address has: that name is sent as SNI, and the Host header
/// stays the address's.
/// </summary>
/// <remarks>A SocketsHttpHandler takes the name from the Host header. So it is told that the server speaks plain http, and TLS comes with the connection.</remarks>
internal sealed class NamedTls : DelegatingHandler
{
    private readonly Uri _server;
    private readonly Uri _plain;

    private NamedTls(SocketsHttpHandler connections, Uri server)
        : base(connections)
    {
        _server = server;
        _plain = new Uri("http" + BaseAddress.Of(server).OriginalString["https".Length..]);
    }

    /// <summary>Lets the handler's connections speak TLS under the name.</summary>
    internal static NamedTls Over(SocketsHttpHandler connections, Uri server, string name, Dialer dialer)
    {
        connections.SslOptions.TargetHost = name;
        connections.ConnectCallback = async (context, cancel) =>
        {
            var secured = new SslStream(await dialer.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false));
            try
            {
                await secured.AuthenticateAsClientAsync(connections.SslOptions, cancel).ConfigureAwait(false);
                return secured;
            }
            catch
            {
                await secured.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        };
        return new NamedTls(connections, server);
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        request.RequestUri = new Uri(_plain, asked.PathAndQuery);
        request.Headers.Host = _server.Authority;
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Messages name the address that was asked.
            request.RequestUri = asked;
        }
    }
}
