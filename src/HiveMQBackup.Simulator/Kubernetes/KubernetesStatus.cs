using System.Text.Json.Nodes;
using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>Errors as the API server writes them: objects of kind Status, in its own words.</summary>
internal static class KubernetesStatus
{
    public static Task UnauthorizedAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");

    public static Task ForbiddenAsync(HttpContext context, ResourceRequest request, string verb, string user)
    {
        var subject = request.Name is null ? request.QualifiedResource : $"{request.QualifiedResource} \"{request.Name}\"";
        var scope = request.Namespace is null ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        var message = $"{subject} is forbidden: User \"{user}\" cannot {verb} resource \"{request.FullResource}\" "
            + $"in API group \"{request.Group}\" {scope}";
        return WriteAsync(context, StatusCodes.Status403Forbidden, message, Details(request));
    }

    /// <summary>As Kubernetes 1.35 and later reject an upgrade by GET where only the permission to create is missing: without a reason.</summary>
    public static Task ForbiddenWithoutReasonAsync(HttpContext context, ResourceRequest request) => WriteAsync(
        context, StatusCodes.Status403Forbidden, $"{request.QualifiedResource} \"{request.Name}\" is forbidden: ", Details(request));

    public static Task NotFoundAsync(HttpContext context, ResourceRequest request) => WriteAsync(
        context, StatusCodes.Status404NotFound, $"{request.QualifiedResource} \"{request.Name}\" not found", Details(request));

    public static Task NoSuchResourceAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status404NotFound, "the server could not find the requested resource", new JsonObject());

    public static Task MethodNotAllowedAsync(HttpContext context) => WriteAsync(
        context,
        StatusCodes.Status405MethodNotAllowed,
        "the server does not allow this method on the requested resource",
        new JsonObject());

    public static Task WriteAsync(HttpContext context, int code, string message, JsonObject? details = null)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = ReasonOf(code),
        };
        if (details is not null)
            status["details"] = details;
        status["code"] = code;
        return JsonResponse.WriteAsync(context, code, status);
    }

    private static JsonObject Details(ResourceRequest request)
    {
        var details = new JsonObject();
        if (request.Name is not null)
            details["name"] = request.Name;
        if (request.Group.Length > 0)
            details["group"] = request.Group;
        details["kind"] = request.Resource;
        return details;
    }

    private static string ReasonOf(int code) => code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        409 => "Conflict",
        410 => "Gone",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "",
    };
}
