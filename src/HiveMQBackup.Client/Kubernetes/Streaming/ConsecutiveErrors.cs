namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>Tells an isolated error from one that follows another. Safe for use by several calls at once.</summary>
/// <param name="time">The clock.</param>
internal sealed class ConsecutiveErrors(TimeProvider time)
{
    // An older error belongs to another command.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private long? _failedAt;

    /// <summary>Records an error, and says whether the failed attempt began shortly after another error.</summary>
    /// <param name="began">The timestamp at which the attempt began.</param>
    internal bool IsSecond(long began)
    {
        lock (_lock)
        {
            var isSecond = _failedAt is { } before && began >= before && time.GetElapsedTime(before, began) < Memory;
            _failedAt = time.GetTimestamp();
            return isSecond;
        }
    }

    /// <summary>Forgets the error after a success.</summary>
    internal void Clear()
    {
        lock (_lock) _failedAt = null;
    }
}
