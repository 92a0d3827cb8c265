using System.Globalization;
using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The backup part of a HiveMQ node's REST API: what the dialects have in common.</summary>
internal abstract class RestApi(HiveMQNode node)
{
    /// <summary>The path below which all calls lie.</summary>
    protected const string Root = "/api/v1/management/";

    protected HiveMQNode Node => node;

    protected abstract RestDialect Dialect { get; }

    public Task HandleAsync(HttpContext context)
    {
        var path = context.RawTarget().Split('?')[0];
        if (!path.StartsWith(Root, StringComparison.Ordinal))
            return NoSuchPathAsync(context);
        var segments = path[Root.Length..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        return HandleAsync(context, context.Request.Method, segments);
    }

    /// <summary>Handles a call; the segments are those after the root, unescaped.</summary>
    protected abstract Task HandleAsync(HttpContext context, string method, string[] segments);

    /// <summary>Writes the response to a create request.</summary>
    protected abstract Task WriteCreatedAsync(HttpContext context, SimulatedBackup backup);

    protected Task NoSuchPathAsync(HttpContext context) => RestErrors.WriteAsync(
        context, Dialect, StatusCodes.Status404NotFound, "Resource not found", $"No resource at '{context.Request.Path}'");

    protected Task NoSuchBackupAsync(HttpContext context, string id) => RestErrors.NotFoundAsync(context, Dialect, id);

    protected Task CreateAsync(HttpContext context)
    {
        if (node.Faults.TakeLostCreate(beforeProcessing: true))
            return AbortAsync(context);
        var backup = node.Backups.Create();
        return node.Faults.TakeLostCreate(beforeProcessing: false) ? AbortAsync(context) : WriteCreatedAsync(context, backup);
    }

    protected Task SendFileAsync(HttpContext context, string id)
    {
        var backup = node.HoldsFiles ? node.Backups.Find(id) : null;
        return backup?.Bytes is { } bytes && BackupState.IsDownloadable(backup.State)
            ? BackupDownload.SendAsync(context, node, id, bytes)
            : NoSuchBackupAsync(context, id);
    }

    protected static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Task AbortAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
