namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>Tasks of one command that run at the same time, and never longer than it: when it ends early, they are canceled and awaited.</summary>
internal sealed class SideBySide<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _over;

    private SideBySide(IReadOnlyList<Task<T>> tasks, CancellationTokenSource over) => (Tasks, _over) = (tasks, over);

    /// <summary>The tasks, all started, in the order of what they are about.</summary>
    internal IReadOnlyList<Task<T>> Tasks { get; }

    /// <summary>Starts the work for each of them.</summary>
    internal static SideBySide<T> Start<TItem>(IEnumerable<TItem> items, Func<TItem, CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        return new SideBySide<T>([.. items.Select(item => work(item, over.Token))], over);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await ((Task)Task.WhenAll(Tasks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _over.Dispose();
    }
}
