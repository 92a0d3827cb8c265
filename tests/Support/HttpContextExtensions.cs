using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Tests.Support;

internal static class HttpContextExtensions
{
    /// <summary>Ends when the client has abandoned the request.</summary>
    internal static Task UntilGoneAsync(this HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(() => gone.TrySetResult());
        return gone.Task;
    }

    /// <summary>Responds with JSON.</summary>
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
