namespace HiveMQBackup.Client.Rest;

/// <summary>How long one call may take, with all its requests and retries.</summary>
internal sealed class CallLimit : IDisposable
{
    private static readonly HttpRequestOptionsKey<CallLimit> Key = new("HiveMQBackup.CallLimit");

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly CancellationToken _cancel;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _either;

    /// <param name="longest">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the call.</param>
    internal CallLimit(TimeSpan longest, TimeProvider time, CancellationToken cancel)
    {
        Longest = longest;
        _time = time;
        _started = time.GetTimestamp();
        _cancel = cancel;
        _over = new CancellationTokenSource(longest, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _over.Token);
    }

    internal TimeSpan Longest { get; }

    /// <summary>Cancelled when the time has run out, and when the call is cancelled.</summary>
    internal CancellationToken Token => _either.Token;

    /// <summary>Whether the call was cancelled from outside; then nothing else is said.</summary>
    internal bool IsCancelled => _cancel.IsCancellationRequested;

    /// <summary>Makes the limit known to the retries of this request.</summary>
    internal HttpRequestMessage Limit(HttpRequestMessage request)
    {
        request.Options.Set(Key, this);
        return request;
    }

    /// <summary>The time that is left for the call which the request belongs to; none for a request that belongs to no call.</summary>
    internal static TimeSpan LeftOf(HttpRequestMessage? request) => request is not null && request.Options.TryGetValue(Key, out var limit)
        ? limit.Longest - limit._time.GetElapsedTime(limit._started)
        : TimeSpan.Zero;

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}
