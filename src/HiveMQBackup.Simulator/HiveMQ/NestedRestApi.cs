using System.Text.Json.Nodes;
using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The dialect in which state and file lie below the backup.</summary>
internal sealed class NestedRestApi(HiveMQNode node) : RestApi(node)
{
    protected override RestDialect Dialect => RestDialect.Nested;

    protected override Task HandleAsync(HttpContext context, string method, string[] segments) => (method, segments) switch
    {
        ("GET", ["backups"]) => ListAsync(context),
        ("POST", ["backups"]) => CreateAsync(context),
        ("GET", ["backups", var id, "status"]) => StatusAsync(context, id),
        ("GET", ["backups", var id, "file"]) => SendFileAsync(context, id),
        _ => NoSuchPathAsync(context),
    };

    protected override Task WriteCreatedAsync(HttpContext context, SimulatedBackup backup) =>
        JsonResponse.WriteAsync(context, StatusCodes.Status201Created, new JsonObject { ["id"] = backup.Id });

    protected override Task WriteBackupAsync(HttpContext context, SimulatedBackup backup) =>
        JsonResponse.WriteAsync(context, StatusCodes.Status200OK, Json(backup));

    private Task ListAsync(HttpContext context)
    {
        var items = new JsonArray([.. BackupPage.Shuffled(Node.Backups.List()).Select(Json)]);
        return JsonResponse.WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["items"] = items });
    }

    private Task StatusAsync(HttpContext context, string id) => Node.Backups.Find(id) is { } backup
        ? WriteBackupAsync(context, backup)
        : NoSuchBackupAsync(context, id);

    private static JsonObject Json(SimulatedBackup backup)
    {
        var json = new JsonObject { ["id"] = backup.Id, ["status"] = backup.State };
        if (backup.Bytes is { } bytes)
            json["size"] = bytes;
        json["timestamp"] = Timestamp(backup.CreatedAt);
        if (backup.FailReason is not null)
            json["failReason"] = backup.FailReason;
        return json;
    }
}
