using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace HiveMQBackup.Simulator.Hosting;

/// <summary>A Kestrel server on one port that ends at once, and can come back on the same port.</summary>
/// <remarks>The server runs without its host: a host would take Ctrl+C away from the process that runs the tests.</remarks>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly RequestDelegate _handler;
    private readonly HttpsConnectionAdapterOptions? _https;
    private readonly ConnectionSet _connections = new();
    private WebApplication? _application;
    private volatile bool _disposed;

    private LoopbackServer(RequestDelegate handler, HttpsConnectionAdapterOptions? https)
    {
        _handler = handler;
        _https = https;
    }

    /// <summary>Where the server listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>How many connections are open.</summary>
    public int Connections => _connections.Count;

    /// <summary>Starts a server; port 0 takes a free one.</summary>
    public static async Task<LoopbackServer> StartAsync(
        IPEndPoint endPoint, RequestDelegate handler, HttpsConnectionAdapterOptions? https, CancellationToken cancel)
    {
        var server = new LoopbackServer(handler, https);
        await server.ListenAsync(Bind(endPoint), cancel);
        return server;
    }

    /// <summary>Aborts all connections; new ones are accepted and aborted until <see cref="PlugIn"/>.</summary>
    public void Unplug() => _connections.Refuse();

    /// <summary>Serves again after <see cref="Unplug"/>.</summary>
    public void PlugIn() => _connections.Admit();

    /// <summary>Aborts all connections, lets the port refuse connections for a while, and serves again on the same port.</summary>
    public async Task RestartAsync(TimeSpan downtime, TimeProvider time, CancellationToken cancel)
    {
        // A socket that is bound and does not listen refuses connections. Bound before the other is closed, it keeps the port.
        var socket = Bind(EndPoint);
        try
        {
            await StopAsync();
            await Task.Delay(downtime, time, cancel);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        await ListenAsync(socket, cancel);
        if (_disposed)
            await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await StopAsync();
    }

    private async Task ListenAsync(Socket socket, CancellationToken cancel)
    {
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = _ => socket);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        var application = builder.Build();
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        application.Run(_handler);
        _application = application;
        var requests = new HandlerApplication(((IApplicationBuilder)application).Build());
        await application.Services.GetRequiredService<IServer>().StartAsync(requests, cancel);
    }

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = null;
        // Slow and stalled clients are what the tests are about: no minimum rates.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(EndPoint, listen =>
        {
            listen.Use(next => connection => _connections.RunAsync(connection, next));
            listen.Protocols = _https is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (_https is null)
                return;
            listen.UseHttps(_https);
            listen.Use(next => connection => LargeSegments.RunAsync(connection, next));
        });
    }

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _application, null) is not { } application)
            return;
        // An already canceled token skips the graceful end.
        await application.Services.GetRequiredService<IServer>().StopAsync(new CancellationToken(canceled: true));
        await application.DisposeAsync();
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Runs one handler for every request of a server, without a host around it.</summary>
internal sealed class HandlerApplication(RequestDelegate handler) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => handler(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }
}
