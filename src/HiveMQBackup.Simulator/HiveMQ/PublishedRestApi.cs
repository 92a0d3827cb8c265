using System.Text.Json.Nodes;
using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The published dialect, HiveMQ REST API 4.30.</summary>
internal sealed class PublishedRestApi(HiveMQNode node) : RestApi(node)
{
    protected override RestDialect Dialect => RestDialect.Published;

    protected override Task HandleAsync(HttpContext context, string method, string[] segments) => (method, segments) switch
    {
        ("GET", ["backups"]) => ListAsync(context),
        ("POST", ["backups"]) => CreateAsync(context),
        ("GET", ["backups", var id]) => WriteItemAsync(context, id, Node.Backups.Find(id)),
        ("POST", ["backups", var id]) => RestoreAsync(context, id),
        ("GET", ["files", "backups", var id]) => SendFileAsync(context, id),
        _ => NoSuchPathAsync(context),
    };

    protected override Task WriteCreatedAsync(HttpContext context, SimulatedBackup backup) => WriteBackupAsync(context, backup);

    protected override Task WriteBackupAsync(HttpContext context, SimulatedBackup backup) => WriteItemAsync(context, backup.Id, backup);

    private Task ListAsync(HttpContext context)
    {
        if (BackupPage.Of(Node.Backups.List(), Node.Options.PageSize, context.Request.Query["cursor"]) is not { } page)
        {
            return RestErrors.WriteAsync(
                context, Dialect, StatusCodes.Status400BadRequest, "Invalid cursor", "The query parameter 'cursor' is not valid");
        }
        var body = new JsonObject { ["items"] = new JsonArray([.. page.Backups.Select(Json)]) };
        if (page.NextCursor is not null)
            body["_links"] = new JsonObject { ["next"] = $"{Root}backups?cursor={page.NextCursor}" };
        return JsonResponse.WriteAsync(context, StatusCodes.Status200OK, body);
    }

    private Task WriteItemAsync(HttpContext context, string id, SimulatedBackup? backup) => backup is null
        ? NoSuchBackupAsync(context, id)
        : JsonResponse.WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["backup"] = Json(backup) });

    private static JsonObject Json(SimulatedBackup backup)
    {
        var json = new JsonObject { ["id"] = backup.Id, ["createdAt"] = Timestamp(backup.CreatedAt) };
        if (backup.Bytes is { } bytes)
            json["bytes"] = bytes;
        json["state"] = backup.State;
        if (backup.FailReason is not null)
            json["failReason"] = backup.FailReason;
        return json;
    }
}
