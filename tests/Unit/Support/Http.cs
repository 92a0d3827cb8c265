using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Unit;

internal static class Http
{
    /// <summary>Ends when the client has given the request up.</summary>
    internal static Task UntilGoneAsync(this HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(() => gone.TrySetResult());
        return gone.Task;
    }

    /// <summary>Answers with JSON.</summary>
    internal static Task JsonAsync(this HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    internal static Task AbortAsync(this HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
