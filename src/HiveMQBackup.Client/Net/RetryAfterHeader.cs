namespace HiveMQBackup.Client.Net;

/// <summary>The delay that a server asks for before the next request (RFC 9110, 10.2.3).</summary>
internal static class RetryAfterHeader
{
    /// <summary>The delay, given in seconds or as a date; null if the server asks for none.</summary>
    /// <param name="response">The response, or null if there was none.</param>
    /// <param name="now">What a date is compared with.</param>
    internal static TimeSpan? Delay(HttpResponseMessage? response, DateTimeOffset now)
    {
        var asked = response?.Headers.RetryAfter;
        var delay = asked?.Delta ?? (asked?.Date is { } date ? date - now : null);
        return delay is { } d && d < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
