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
        var method = context.Request.Method;
        if (!RestPermission.IsGranted(node.Options.Permissions, method, segments))
            return RestErrors.WriteAsync(context, Dialect, StatusCodes.Status403Forbidden, "Forbidden", "The user lacks a permission");
        return (method, segments) is ("DELETE", ["backups", var id])
            ? DeleteAsync(context, id)
            : HandleAsync(context, method, segments);
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

    protected Task RestoreAsync(HttpContext context, string id)
    {
        if (node.Faults.TakeLostRestore(beforeProcessing: true))
            return AbortAsync(context);
        if (node.Backups.Find(id) is not { } backup)
            return NoSuchBackupAsync(context, id);
        if (!BackupState.IsDownloadable(backup.State))
            return ConflictAsync(context, "Backup not restorable", $"Backup '{id}' is in state {backup.State}");
        if (backup.State == BackupState.RestoreInProgress)
            return ConflictAsync(context, BackupStore.AlreadyInProgress, BackupStore.AlreadyInProgress);
        if (node.Options.BusyRestore != BusyRestore.Fails && node.Backups.IsBusy)
            return RefuseWhileBusyAsync(context);
        if (node.Backups.Restore(id) is not { } restoring)
            return NoSuchBackupAsync(context, id);
        return node.Faults.TakeLostRestore(beforeProcessing: false) ? AbortAsync(context) : WriteBackupAsync(context, restoring);
    }

    /// <summary>Writes a backup alone.</summary>
    protected abstract Task WriteBackupAsync(HttpContext context, SimulatedBackup backup);

    protected Task SendFileAsync(HttpContext context, string id)
    {
        var backup = node.HoldsFiles ? node.Backups.Find(id) : null;
        return backup?.Bytes is { } bytes && BackupState.IsDownloadable(backup.State) && node.Backups.ContentOf(backup) is { } content
            ? BackupDownload.SendAsync(context, node, content, bytes)
            : NoSuchBackupAsync(context, id);
    }

    protected static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private Task DeleteAsync(HttpContext context, string id)
    {
        var status = node.Options.Deletes switch
        {
            DeleteSupport.NotFound => StatusCodes.Status404NotFound,
            DeleteSupport.NotImplemented => StatusCodes.Status501NotImplemented,
            _ => StatusCodes.Status405MethodNotAllowed,
        };
        if (node.Options.Deletes is not (DeleteSupport.NoContent or DeleteSupport.Ok))
            return RestErrors.WriteAsync(context, Dialect, status, "Not supported", $"DELETE is not supported at '{context.Request.Path}'");
        if (node.Backups.Find(id) is not { } backup)
            return NoSuchBackupAsync(context, id);
        if (BackupState.IsRunning(backup.State))
            return ConflictAsync(context, "Backup in use", $"Backup '{id}' is in state {backup.State}");
        node.Backups.Remove(id);
        if (node.Options.Deletes == DeleteSupport.Ok)
            return WriteBackupAsync(context, backup);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task RefuseWhileBusyAsync(HttpContext context) => node.Options.BusyRestore == BusyRestore.Conflict
        ? ConflictAsync(context, BackupStore.AlreadyInProgress, BackupStore.AlreadyInProgress)
        : RestErrors.WriteAsync(
            context, Dialect, StatusCodes.Status503ServiceUnavailable, BackupStore.AlreadyInProgress, BackupStore.AlreadyInProgress);

    private Task ConflictAsync(HttpContext context, string title, string detail) =>
        RestErrors.WriteAsync(context, Dialect, StatusCodes.Status409Conflict, title, detail);

    private static Task AbortAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
