using System.Net;
using HiveMQBackup.Client.Net;
using Polly;
using Polly.Wrap;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>
/// Which requests are retried, and when: GETs after connection errors and after 429, 502, 503 and 504, with a delay that
/// doubles and has random jitter. If the server asks for a delay, that delay is used, as often as the call's time allows. A POST
/// is never retried.
/// </summary>
/// <param name="first">The delay before the first retry.</param>
/// <param name="time">The clock that an absolute Retry-After is compared with.</param>
/// <param name="chance">Returns random numbers from 0 to 1.</param>
internal sealed class RetryPolicy(TimeSpan first, TimeProvider time, Func<double> chance)
{
    private const int AfterUnavailable = 6;
    private const int AfterLostConnection = 3;

    private static readonly HttpRequestOptionsKey<bool> OnceKey = new("HiveMQBackup.Once");

    private readonly IAsyncPolicy<HttpResponseMessage> _others = Policy.NoOpAsync<HttpResponseMessage>();

    /// <summary>Disables retries for the request.</summary>
    internal static void Forgo(HttpRequestMessage request) => request.Options.Set(OnceKey, true);

    /// <summary>The policy for a request.</summary>
    internal IAsyncPolicy<HttpResponseMessage> For(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get && !request.Options.TryGetValue(OnceKey, out _) ? Gets(CallScope.Of(request).Log) : _others;

    // Built for each request: if there was no response, Polly does not say which request failed.
    private AsyncPolicyWrap<HttpResponseMessage> Gets(Log log)
    {
        var delayed = Policy.HandleResult<HttpResponseMessage>(response => IsRetryable(response) && RequestedDelay(response) is { } wait && wait < CallLimit.LeftOf(response.RequestMessage))
            .WaitAndRetryForeverAsync((_, outcome, _) => RequestedDelay(outcome.Result) ?? Wait(1), (outcome, attempt, delay, _) => OnRetryAsync(outcome, attempt, delay));
        var unavailable = Policy.HandleResult<HttpResponseMessage>(response => IsRetryable(response) && RequestedDelay(response) is null)
            .WaitAndRetryAsync(AfterUnavailable, (attempt, _, _) => Wait(attempt), (outcome, delay, attempt, _) => OnRetryAsync(outcome, attempt, delay));
        var lost = Policy<HttpResponseMessage>.Handle<HttpRequestException>(IsTransient).Or<IOException>()
            .WaitAndRetryAsync(AfterLostConnection, (attempt, _, _) => Wait(attempt), (outcome, delay, attempt, _) => OnRetryAsync(outcome, attempt, delay));
        return Policy.WrapAsync(delayed, unavailable, lost);

        Task OnRetryAsync(DelegateResult<HttpResponseMessage> outcome, int attempt, TimeSpan delay)
        {
            var why = outcome.Exception is { } e ? ExceptionReason.Of(e).TrimEnd('.') : $"the response was {(int)outcome.Result.StatusCode}";
            log.Tell($"Attempt {attempt} failed ({why}); retrying in {delay.TotalSeconds:0.0} s.");
            outcome.Result?.Dispose();
            return Task.CompletedTask;
        }

        TimeSpan Wait(int attempt) => Delay(attempt, first, chance());

        // A delay of zero is ignored; and a date may already have passed.
        TimeSpan? RequestedDelay(HttpResponseMessage response) => RetryAfter(response, time.GetUtcNow()) is { } wait && wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>Whether the response says that the same request may succeed later.</summary>
    internal static bool IsRetryable(HttpResponseMessage response) => IsUnavailable(response) || response.StatusCode == HttpStatusCode.TooManyRequests;

    /// <summary>Whether the response says that the node cannot be used now.</summary>
    internal static bool IsUnavailable(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>The delay before the n-th retry: half of it fixed, half of it random.</summary>
    internal static TimeSpan Delay(int attempt, TimeSpan first, double chance) => first * Math.Pow(2, attempt - 1) * (0.5 + chance / 2);

    /// <summary>The delay from Retry-After; null if there is none.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage? response, DateTimeOffset now) => RetryAfterHeader.Delay(response, now);

    private static bool IsTransient(HttpRequestException e) => ProxyException.Behind(e) is { } proxy
        ? proxy.IsTransient
        : e.InnerException is not HiveMQBackupException understood || understood is { IsTransient: true, EndsCall: false };
}
