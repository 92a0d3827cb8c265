using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace HiveMQBackup.Simulator.Hosting;

/// <summary>The requests that a server received, in the order of their arrival.</summary>
internal sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];

    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (_lock)
            return [.. _requests];
    }

    /// <summary>Records the request now, and its status before the first byte of the response leaves.</summary>
    public void Record(HttpContext context)
    {
        var headers = context.Request.Headers;
        var range = headers.Range.Count > 0 ? headers.Range.ToString() : null;
        var request = new RecordedRequest(context.Request.Method, context.RawTarget(), headers.Authorization.Count > 0, range, Impersonation(headers))
        {
            Host = headers.Host,
            ServerName = context.Features.Get<ISslStreamFeature>()?.SslStream.TargetHostName is { Length: > 0 } name ? name : null,
        };
        context.Response.OnStarting(() =>
        {
            request.Status = context.Response.StatusCode;
            return Task.CompletedTask;
        });
        lock (_lock)
            _requests.Add(request);
    }

    private static List<string> Impersonation(IHeaderDictionary headers) => headers
        .Where(header => header.Key.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase))
        .SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}")).Order(StringComparer.Ordinal).ToList();
}

/// <summary>What of a request the servers here look at in its raw form.</summary>
internal static class RawRequest
{
    /// <summary>The request target as it was sent: Kestrel's Path has most escapes decoded.</summary>
    public static string RawTarget(this HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
