using System.Net;
using HiveMQBackup.Client.Net;
using Microsoft.Extensions.Http;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>The HttpClient of one broker: retries, then the choice of the node, then the connection to it.</summary>
internal static class BrokerHttp
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);

    /// <summary>The first delay before a retry.</summary>
    internal static TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Builds the client; disposing it closes its connections.</summary>
    /// <param name="nodes">The broker's nodes.</param>
    /// <param name="credentials">The user's credentials for the broker, or null.</param>
    /// <param name="primary">Sends the requests to the nodes; owned from now on.</param>
    /// <param name="time">The clock.</param>
    /// <remarks>No IHttpClientFactory: its dependency injection takes a tenth of a second, for only one client.</remarks>
    internal static HttpClient Create(BrokerNodes nodes, RestCredentials? credentials, HttpMessageHandler primary, TimeProvider time)
    {
        var retries = new RetryPolicy(FirstRetryDelay, time, Random.Shared.NextDouble);
        var client = new HttpClient(new PolicyHttpMessageHandler(retries.For) { InnerHandler = new NodeHandler(nodes, time) { InnerHandler = primary } })
        {
            // Every call has a limit of its own.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent.Value);
        client.DefaultRequestHeaders.Authorization = credentials?.Header;
        return client;
    }

    /// <summary>Sends requests to an address, over the proxy that the environment names for it.</summary>
    /// <param name="skipCertificateCheck">Whether the certificate of a REST listener with TLS is not validated.</param>
    /// <param name="address">The REST API's base address.</param>
    /// <param name="log">Receives which proxy it is.</param>
    internal static SocketTransport Direct(bool skipCertificateCheck, Uri address, Log log) =>
        new(Route.Over(Sockets(skipCertificateCheck), address, ProxyEnvironment.For(address, log), log));

    /// <summary>Sends requests over custom connections.</summary>
    /// <param name="skipCertificateCheck">Whether the certificate of a REST listener with TLS is not validated.</param>
    /// <param name="connect">Opens the connection to a node, for the call whose request needs it.</param>
    internal static SocketTransport Sockets(bool skipCertificateCheck, Func<DnsEndPoint, CallScope, CancellationToken, ValueTask<Stream>> connect)
    {
        var handler = Sockets(skipCertificateCheck);
        handler.ConnectCallback = async (context, cancel) =>
        {
            var scope = CallScope.Of(context.InitialRequestMessage);
            using (NodeTimeLimit.Suspend(context.InitialRequestMessage)) return await connect(context.DnsEndPoint, scope, cancel).ConfigureAwait(false);
        };
        // The way through the API server has its own proxy settings.
        handler.UseProxy = false;
        return new SocketTransport(handler);
    }

    private static SocketsHttpHandler Sockets(bool skipCertificateCheck)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would send the credentials elsewhere; no broker sends one.
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionIdleTimeout = IdleLimit,
        };
        CertificateValidation.ApplyTo(handler.SslOptions, trusted: null);
#pragma warning disable CA5359 // Exactly this is what -SkipCertificateCheck asks for.
        if (skipCertificateCheck) handler.SslOptions.RemoteCertificateValidationCallback = delegate { return true; };
#pragma warning restore CA5359
        return handler;
    }
}
