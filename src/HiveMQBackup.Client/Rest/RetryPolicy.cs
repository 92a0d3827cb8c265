using System.Net;
using HiveMQBackup.Client.Net;
using Polly;

namespace HiveMQBackup.Client.Rest;

/// <summary>
/// Which requests are sent again, and when: GETs after connection failures and after 502, 503 and 504, with a delay that
/// doubles and is spread by chance, or the one that the server asks for. A POST is never sent again.
/// </summary>
internal sealed class RetryPolicy
{
    private const int AfterUnavailable = 6;
    private const int AfterLostConnection = 3;

    // Beyond that, the call's own time would be over before the next attempt.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly IAsyncPolicy<HttpResponseMessage> _gets;
    private readonly IAsyncPolicy<HttpResponseMessage> _others = Policy.NoOpAsync<HttpResponseMessage>();

    /// <param name="first">The delay before the first retry.</param>
    /// <param name="time">The clock that an absolute Retry-After is compared with.</param>
    /// <param name="chance">Gives numbers from 0 to 1.</param>
    internal RetryPolicy(TimeSpan first, TimeProvider time, Func<double> chance)
    {
        TimeSpan Wait(int attempt, DelegateResult<HttpResponseMessage> outcome) =>
            RetryAfter(outcome.Result, time.GetUtcNow()) ?? Delay(attempt, first, chance());
        var unavailable = Policy.HandleResult<HttpResponseMessage>(response => IsUnavailable(response) && !(RetryAfter(response, time.GetUtcNow()) > LongestWait))
            .WaitAndRetryAsync(AfterUnavailable, (attempt, outcome, _) => Wait(attempt, outcome), (outcome, delay, attempt, _) => Again(outcome, delay, attempt));
        var lost = Policy<HttpResponseMessage>.Handle<HttpRequestException>(IsTransient).Or<IOException>()
            .WaitAndRetryAsync(AfterLostConnection, (attempt, outcome, _) => Wait(attempt, outcome), (outcome, delay, attempt, _) => Again(outcome, delay, attempt));
        _gets = Policy.WrapAsync(unavailable, lost);
    }

    internal IAsyncPolicy<HttpResponseMessage> For(HttpRequestMessage request) => request.Method == HttpMethod.Get ? _gets : _others;

    /// <summary>Whether the answer says "later".</summary>
    internal static bool IsUnavailable(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>The delay before the n-th retry: half of it fixed, half of it by chance.</summary>
    internal static TimeSpan Delay(int attempt, TimeSpan first, double chance) => first * Math.Pow(2, attempt - 1) * (0.5 + chance / 2);

    /// <summary>What the server asks for in Retry-After (RFC 9110, 10.2.3), in seconds or as a date; null where it asks for nothing.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage? response, DateTimeOffset now)
    {
        var asked = response?.Headers.RetryAfter;
        var delay = asked?.Delta ?? (asked?.Date is { } date ? date - now : null);
        return delay is { } d && d < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    private static bool IsTransient(HttpRequestException e) => ProxyException.Behind(e) is { } proxy
        ? proxy.MayPass
        : e.InnerException is not HiveMQBackupException understood || understood.IsTransient;

    private static Task Again(DelegateResult<HttpResponseMessage> outcome, TimeSpan delay, int attempt)
    {
        var why = outcome.Exception is { } e ? Kubernetes.KubernetesFailures.Reason(e) : $"the answer was {(int)outcome.Result.StatusCode}";
        Notice.Tell($"Attempt {attempt} failed ({why}); the next one is in {delay.TotalSeconds:0.0} s.");
        outcome.Result?.Dispose();
        return Task.CompletedTask;
    }
}
