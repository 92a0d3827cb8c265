namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>Tells a failure that stands alone from one that follows another. Safe for use by several calls at once.</summary>
/// <param name="time">The clock.</param>
internal sealed class ConsecutiveErrors(TimeProvider time)
{
    // What lies further back was another command's.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private long? _failedAt;

    /// <summary>Remembers a failure, and says whether what failed had begun shortly after another failure.</summary>
    /// <param name="began">The timestamp at which it began.</param>
    internal bool IsSecond(long began)
    {
        lock (_lock)
        {
            var isSecond = _failedAt is { } before && began >= before && time.GetElapsedTime(before, began) < Memory;
            _failedAt = time.GetTimestamp();
            return isSecond;
        }
    }

    /// <summary>Forgets the failure, since there was a success.</summary>
    internal void Clear()
    {
        lock (_lock) _failedAt = null;
    }
}
