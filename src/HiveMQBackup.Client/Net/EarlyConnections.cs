namespace HiveMQBackup.Client.Net;

/// <summary>
/// TCP connections to a server that are opened before there is a request for them: while a login is under way. Each carries the requests
/// of one pooled connection, or is closed soon.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class EarlyConnections(TimeProvider time) : IDisposable
{
    /// <summary>How long a connection waits for its use: a load balancer may wait no longer for its first bytes.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3.5);

    private readonly object _lock = new();
    private readonly Queue<Task<Stream>> _connections = new();
    private readonly CancellationTokenSource _ended = new();
    private ITimer? _timer;
    private bool _isClosed;

    /// <summary>Begins to open connections, once: later requests use those that the first ones leave.</summary>
    internal void Open(int count, Func<CancellationToken, ValueTask<Stream>> connect)
    {
        lock (_lock)
        {
            if (_isClosed || _timer is not null) return;
            _timer = time.CreateTimer(_ => Dispose(), null, Lifetime, Timeout.InfiniteTimeSpan);
            for (var i = 0; i < count; i++) _connections.Enqueue(connect(_ended.Token).AsTask());
        }
    }

    /// <summary>One of the connections; null if there is none. The caller owns it.</summary>
    internal async ValueTask<Stream?> TakeAsync(CancellationToken cancel)
    {
        while (Next() is { } connection)
        {
            await ((Task)connection).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancel.IsCancellationRequested && connection.IsCompletedSuccessfully) return await connection.ConfigureAwait(false);
            Close(connection);
            cancel.ThrowIfCancellationRequested();
        }
        return null;
    }

    private Task<Stream>? Next()
    {
        lock (_lock) return _connections.TryDequeue(out var connection) ? connection : null;
    }

    // The error of a failed one is dropped: the connection that is opened in its place has the same.
    private static void Close(Task<Stream> connection) => _ = connection.ContinueWith(
        opened =>
        {
            if (opened.IsCompletedSuccessfully) opened.Result.Dispose();
            else _ = opened.Exception;
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>Closes the connections that are not in use, and opens no others.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
            _timer?.Dispose();
        }
        _ended.Cancel();
        while (Next() is { } connection) Close(connection);
        _ended.Dispose();
    }
}
