namespace HiveMQBackup.Client.HiveMQ;

/// <summary>How many requests may be under way at once; the others wait, and start in the order in which they came.</summary>
public sealed class RequestSlots : IDisposable
{
    private readonly SemaphoreSlim _free;

    /// <param name="count">How many there are.</param>
    public RequestSlots(int count) => _free = new SemaphoreSlim(count, count);

    /// <summary>Waits for a free slot; the place in the line is taken when this is called.</summary>
    public Task TakeAsync(CancellationToken cancel) => _free.WaitAsync(cancel);

    /// <summary>Gives a slot back.</summary>
    public void Return() => _free.Release();

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

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
