namespace HiveMQBackup.Client.Net;

/// <summary>
/// Limits how many servers the client keeps connections to: beyond that, those that were used longest ago are closed as soon as no
/// request needs them. Thread-safe.
/// </summary>
/// <param name="most">The number of servers.</param>
internal sealed class PoolLimit(int most)
{
    private readonly object _lock = new();

    // The one that was used longest ago comes first.
    private readonly LinkedList<RenewablePool> _open = [];

    /// <summary>The pool is being used, or was used until now.</summary>
    internal void Touch(RenewablePool pool)
    {
        lock (_lock)
        {
            _open.Remove(pool);
            _open.AddLast(pool);
            for (var next = _open.First; _open.Count > most && next is not null;)
            {
                var (one, after) = (next, next.Next);
                if (one.Value.CloseIfIdle()) _open.Remove(one);
                next = after;
            }
        }
    }

    /// <summary>The pool has been closed for good.</summary>
    internal void Forget(RenewablePool pool)
    {
        lock (_lock) _open.Remove(pool);
    }
}
