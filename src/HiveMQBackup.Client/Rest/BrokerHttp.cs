using System.Net;
using HiveMQBackup.Client.Broker;
using HiveMQBackup.Client.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace HiveMQBackup.Client.Rest;

/// <summary>The HttpClient of one broker: retries, then the choice of the node, then the connection to it.</summary>
internal static class BrokerHttp
{
    private const string Name = "hivemq";
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);

    /// <summary>The first delay before a retry.</summary>
    internal static TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Builds the client; disposing the provider closes its connections.</summary>
    /// <param name="nodes">The broker's nodes.</param>
    /// <param name="target">How the REST listener is spoken to.</param>
    /// <param name="primary">Sends the requests to the nodes.</param>
    /// <param name="time">The clock.</param>
    internal static (HttpClient Client, ServiceProvider Provider) Create(
        BrokerNodes nodes, BrokerTarget target, HttpMessageHandler primary, TimeProvider time)
    {
        var retries = new RetryPolicy(FirstRetryDelay, time, Random.Shared.NextDouble);
        var services = new ServiceCollection();
        services.AddHttpClient(Name, client => Configure(client, target))
            .AddPolicyHandler(retries.For)
            .AddHttpMessageHandler(() => new NodeHandler(nodes, time))
            .ConfigurePrimaryHttpMessageHandler(() => primary)
            // The connections of a broker live as long as its session.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        var provider = services.BuildServiceProvider();
        return (provider.GetRequiredService<IHttpClientFactory>().CreateClient(Name), provider);
    }

    private static void Configure(HttpClient client, BrokerTarget target)
    {
        // Every call has a limit of its own.
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.ParseAdd(ClientVersion.UserAgent);
        client.DefaultRequestHeaders.Authorization = target.SignIn?.Header;
    }

    /// <summary>Sends requests over TCP connections.</summary>
    /// <param name="target">How the REST listener is spoken to.</param>
    /// <param name="connect">Opens the connection to a node, or null for ordinary TCP.</param>
    internal static SocketsHttpHandler Sockets(BrokerTarget target, Func<DnsEndPoint, CancellationToken, ValueTask<Stream>>? connect)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the sign-in elsewhere; no broker sends one.
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionIdleTimeout = IdleLimit,
        };
#pragma warning disable CA5359 // Exactly this is what -SkipCertificateCheck asks for.
        handler.SslOptions.RemoteCertificateValidationCallback = target.SkipCertificateCheck ? delegate { return true; } : new CertificateCheck(trusted: null).Validate;
#pragma warning restore CA5359
        handler.ConnectCallback = (context, cancel) => (connect ?? PumpedConnection.ConnectAsync)(context.DnsEndPoint, cancel);
        if (connect is null) return handler;
        // The way through the API server has its own proxy settings.
        handler.UseProxy = false;
        return handler;
    }
}
