using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>How long one call may take, with all its requests and retries.</summary>
internal sealed class CallLimit : IDisposable
{
    private static readonly HttpRequestOptionsKey<CallLimit> Key = new("HiveMQBackup.CallLimit");

    private readonly CancellationToken _cancel;
    private readonly TimeLimit _limit;

    /// <param name="longest">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Receives the call's messages.</param>
    /// <param name="cancel">Ends the call.</param>
    internal CallLimit(TimeSpan longest, TimeProvider time, Log log, CancellationToken cancel)
    {
        Longest = longest;
        _cancel = cancel;
        _limit = new TimeLimit(longest, time, new CallScope(log), cancel);
    }

    internal TimeSpan Longest { get; }

    /// <summary>The time that is left.</summary>
    internal TimeSpan Left => _limit.Left;

    /// <summary>Canceled when the time has run out, and when the call is canceled.</summary>
    internal CancellationToken Token => _limit.Token;

    /// <summary>Whether the caller canceled the call; then no other error is reported.</summary>
    internal bool IsCancelled => _cancel.IsCancellationRequested;

    /// <summary>Makes the call known to the handlers of one of its requests: how long it may take, and where its messages go.</summary>
    internal HttpRequestMessage Limit(HttpRequestMessage request)
    {
        _limit.Scope.AttachTo(request);
        request.Options.Set(Key, this);
        return request;
    }

    /// <summary>The time that is left for the call which the request belongs to; none for a request that belongs to no call.</summary>
    internal static TimeSpan LeftOf(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(Key, out var limit) ? limit.Left : TimeSpan.Zero;

    /// <inheritdoc/>
    public void Dispose() => _limit.Dispose();
}
