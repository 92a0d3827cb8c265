using System.Net;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>The API server has not executed a request, and asks to retry it later.</summary>
/// <param name="status">The response's status.</param>
/// <param name="message">The response's message.</param>
/// <param name="wait">The requested delay.</param>
internal sealed class ThrottledException(HttpStatusCode status, string message, TimeSpan wait) : Exception(message)
{
    // Without a Retry-After; API servers ask for a second.
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    /// <summary>The response's status.</summary>
    internal HttpStatusCode Status { get; } = status;

    /// <summary>The requested delay.</summary>
    internal TimeSpan Wait { get; } = wait;

    /// <summary>What a response asks for; null if it is final.</summary>
    /// <remarks>As client-go (rest/with_retry.go): 429, and a server error that comes with a Retry-After.</remarks>
    internal static ThrottledException? From(HttpResponseMessage response, string message, DateTimeOffset now)
    {
        var wait = RetryAfterHeader.Delay(response, now);
        if (response.StatusCode == HttpStatusCode.TooManyRequests) return new(response.StatusCode, message, wait ?? UsualWait);
        return response.StatusCode >= HttpStatusCode.InternalServerError && wait is { } asked ? new(response.StatusCode, message, asked) : null;
    }
}
