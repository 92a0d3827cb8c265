using System.Net;
using HiveMQBackup.Simulator.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>One HiveMQ broker with its REST API: a real HTTP server, in a simulated cluster or alone.</summary>
public sealed class HiveMQNode : IAsyncDisposable
{
    private readonly RequestLog _log = new();
    private readonly RestApi _published;
    private readonly RestApi _nested;
    private LoopbackServer? _server;

    private HiveMQNode(HiveMQNodeOptions options, BackupStore backups)
    {
        Options = options;
        Backups = backups;
        _published = new PublishedRestApi(this);
        _nested = new NestedRestApi(this);
    }

    /// <summary>The options of this node; nodes of a StatefulSet share theirs.</summary>
    public HiveMQNodeOptions Options { get; }

    /// <summary>The base address of the REST API.</summary>
    public Uri Address => new UriBuilder(Options.Tls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Host, EndPoint.Port).Uri;

    /// <summary>The backups that the node shows; shared with other nodes, as a rule.</summary>
    public BackupStore Backups { get; }

    /// <summary>Whether the files of the backups are on this node; otherwise it responds 404 for them.</summary>
    public bool HoldsFiles { get; set; } = true;

    /// <summary>The faults of this node.</summary>
    public NodeFaults Faults { get; } = new();

    /// <summary>The requests that the node received, in the order of their arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _log.Snapshot();

    internal IPEndPoint EndPoint => Server.EndPoint;

    private LoopbackServer Server => _server ?? throw new InvalidOperationException("The node has not been started.");

    private string Host => EndPoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback.ToString() : EndPoint.Address.ToString();

    /// <summary>Starts a node that stands alone.</summary>
    public static Task<HiveMQNode> StartAsync(HiveMQNodeOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var backups = options.StoreOrNew(null);
        if (options.BackupFolder is { } folder) backups.AddFolder(new BackupFolder(Environment.MachineName, folder, () => true));
        return StartAsync(options, new IPEndPoint(options.Address, options.Port), backups, cancel);
    }

    internal static async Task<HiveMQNode> StartAsync(
        HiveMQNodeOptions options, IPEndPoint endPoint, BackupStore backups, CancellationToken cancel)
    {
        var node = new HiveMQNode(options, backups);
        var https = options.Tls ? new HttpsConnectionAdapterOptions { ServerCertificate = Certificates.Node } : null;
        node._server = await LoopbackServer.StartAsync(endPoint, node.HandleAsync, https, cancel);
        return node;
    }

    /// <summary>Breaks all connections and stops responding, until <see cref="PlugIn"/>.</summary>
    public void Unplug() => Server.Unplug();

    /// <summary>Responds again after <see cref="Unplug"/>.</summary>
    public void PlugIn() => Server.PlugIn();

    /// <summary>Breaks all connections, lets the port refuse connections for a while, and serves again on the same port.</summary>
    public Task RestartAsync(TimeSpan downtime, CancellationToken cancel = default) =>
        Server.RestartAsync(downtime, Options.Time ?? TimeProvider.System, cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task HandleAsync(HttpContext context)
    {
        _log.Record(context);
        return Faults.Intercept is { } intercept ? intercept(context, () => RespondAsync(context)) : RespondAsync(context);
    }

    private Task RespondAsync(HttpContext context)
    {
        if (Faults.TakeResponse(context.Request.Method, context.RawTarget()) is { } canned)
            return RespondAsync(context, canned);
        if (!Options.RestApiEnabled)
            return JsonResponse.WriteAsync(context, StatusCodes.Status404NotFound, "text/html", "<h1>404 Not Found</h1>");
        if (!RestAuthentication.IsSignedIn(context, Options))
            return RestAuthentication.ChallengeAsync(context, Options);
        return (Options.Dialect == RestDialect.Published ? _published : _nested).HandleAsync(context);
    }

    private static Task RespondAsync(HttpContext context, NodeFaults.CannedResponse canned)
    {
        if (canned.RetryAfter is not null)
            context.Response.Headers.RetryAfter = canned.RetryAfter;
        return JsonResponse.WriteAsync(context, canned.Status, canned.ContentType, canned.Body);
    }
}
