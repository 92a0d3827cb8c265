namespace HiveMQBackup.Client.HiveMQ;

/// <summary>How many requests a command may have under way at once; the others wait, and start in the order in which they came.</summary>
public sealed class RequestSlots : IDisposable
{
    private readonly SessionRequests _session;
    private readonly Queue<(TaskCompletionSource Turn, CancellationTokenRegistration Cancellation)> _waiting = new();
    private int _taken;

    internal RequestSlots(int count, SessionRequests session) => (Count, _session) = (count, session);

    internal int Count { get; }

    internal bool IsNextWaiting => _taken < Count && _waiting.Count > 0;

    /// <summary>Waits for a free slot; the place in the line is taken when this is called.</summary>
    public Task TakeAsync(CancellationToken cancel) => _session.TakeAsync(this, cancel);

    /// <summary>Gives a slot back.</summary>
    public void Return() => _session.Return(this);

    /// <summary>Sends a request as soon as a slot is free.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        await TakeAsync(cancel).ConfigureAwait(false);
        try
        {
            return await request().ConfigureAwait(false);
        }
        finally
        {
            Return();
        }
    }

    internal Task Queue(CancellationToken cancel)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((turn, cancel.UnsafeRegister(static (turn, token) => ((TaskCompletionSource)turn!).TrySetCanceled(token), turn)));
        return turn.Task;
    }

    /// <summary>Lets the next one begin, unless it was canceled.</summary>
    internal bool GiveToNext()
    {
        var (turn, cancellation) = _waiting.Dequeue();
        cancellation.Unregister();
        if (!turn.TrySetResult()) return false;
        _taken++;
        return true;
    }

    internal void Free() => _taken--;

    /// <summary>The command has ended.</summary>
    public void Dispose() => _session.Close(this);
}
