using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveMQBackup.Simulator.Hosting;

/// <summary>Writes JSON responses with their length, as both kinds of servers do.</summary>
internal static class JsonResponse
{
    // Quotes in messages come out as \" and not as \u0022.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpContext context, int status, JsonNode body) =>
        WriteAsync(context, status, "application/json", body.ToJsonString(Options));

    public static Task WriteAsync(HttpContext context, int status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
