using System.Text.Json.Nodes;
using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The error bodies of the two dialects.</summary>
internal static class RestErrors
{
    /// <summary>The published description's 503.</summary>
    public const string PublishedUnavailable =
        """{"errors":[{"title":"The endpoint is temporarily not available",""" +
        "\"detail\":\"The endpoint is temporarily not available, please try again later\"}]}";

    public static Task WriteAsync(HttpContext context, RestDialect dialect, int status, string title, string detail)
    {
        JsonNode body = dialect == RestDialect.Published
            ? new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["title"] = title, ["detail"] = detail }) }
            : new JsonObject { ["error"] = title, ["message"] = detail, ["code"] = status };
        return JsonResponse.WriteAsync(context, status, body);
    }

    public static Task NotFoundAsync(HttpContext context, RestDialect dialect, string id) =>
        WriteAsync(context, dialect, StatusCodes.Status404NotFound, "Resource not found", $"Resource with id '{id}' not found");
}
