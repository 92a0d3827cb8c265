using System.Threading.Channels;
using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>
/// Work of a command that runs on the thread pool, beside the pipeline and beside other work of the command: it continues while the
/// pipeline thread waits for the next object. What it leads to, an object or an error, is written on the pipeline thread. It never
/// runs longer than the command. Only to be used on the pipeline thread.
/// </summary>
/// <param name="slots">Limit how much of it runs at once; owned from now on.</param>
/// <param name="inOrder">Whether results are written in the order in which the work was started; otherwise in the order in which it ends.</param>
/// <param name="cancel">Canceled when the command ends early.</param>
internal sealed class SideBySide(RequestSlots slots, bool inOrder, CancellationToken cancel) : IDisposable
{
    private static readonly Action Nothing = () => { };

    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    private readonly CancellationTokenSource _closed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    private readonly Channel<Task<Action>> _next = Channel.CreateUnbounded<Task<Action>>();
    private readonly HashSet<Task> _pending = [];

    /// <summary>Limits how much runs at once.</summary>
    internal RequestSlots Slots { get; } = slots;

    /// <summary>Whether all results have been written.</summary>
    internal bool IsEmpty => _pending.Count == 0;

    /// <summary>Starts work that mostly waits, and takes a slot only for its requests.</summary>
    /// <param name="work">Returns what the pipeline thread does with the result; must not need the pipeline thread itself.</param>
    internal void StartWait(Func<CancellationToken, Task<Action>> work) => Add(Task.Run(() => work(_over.Token)));

    /// <summary>Starts work as soon as a slot is free, in the order of the calls.</summary>
    /// <param name="work">Returns what the pipeline thread does with the result; must not need the pipeline thread itself.</param>
    internal Task Start(Func<CancellationToken, Task<Action>> work) => Start(work, onError: null);

    /// <summary>The same for work that ends with an error about one of several objects.</summary>
    /// <param name="work">Returns what the pipeline thread does with the result; must not need the pipeline thread itself.</param>
    /// <param name="onError">What the pipeline thread does with an error. It may end the command, so that the slot is free only after it.</param>
    internal Task Start(Func<CancellationToken, Task<Action>> work, Action<HiveMQBackupException>? onError)
    {
        var turn = Slots.TakeAsync(_closed.Token);
        return Add(Task.Run(async () =>
        {
            await ((Task)turn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!turn.IsCompletedSuccessfully) return Nothing;
            var keepsSlot = false;
            try
            {
                return await work(_over.Token).ConfigureAwait(false);
            }
            catch (HiveMQBackupException e) when (onError is not null)
            {
                keepsSlot = true;
                return () =>
                {
                    onError(e);
                    Slots.Return();
                };
            }
            finally
            {
                if (!keepsSlot) Slots.Return();
            }
        }));
    }

    private Task<Action> Add(Task<Action> task)
    {
        _pending.Add(task);
        if (inOrder) _next.Writer.TryWrite(task);
        else task.ContinueWith(static (ended, next) => ((ChannelWriter<Task<Action>>)next!).TryWrite(ended), _next.Writer, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    /// <summary>Writes the results that are due; throws what the work has thrown.</summary>
    internal async Task WriteEndedAsync()
    {
        while (_next.Reader.TryPeek(out var next) && next.IsCompleted) await WriteNextAsync();
    }

    /// <summary>Waits for all work, and writes the results; throws what the work has thrown.</summary>
    internal async Task WriteAllAsync()
    {
        while (!IsEmpty) await WriteNextAsync();
    }

    private async Task WriteNextAsync()
    {
        var next = await _next.Reader.ReadAsync(cancel);
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _pending.Remove(next);
        (await next)();
    }

    /// <summary>Lets no more work begin: what has not got a slot yet is dropped, and the rest continues.</summary>
    internal void Close() => _closed.Cancel();

    /// <summary>Cancels the work and waits until it has ended.</summary>
    internal async Task StopAsync()
    {
        await _closed.CancelAsync();
        await _over.CancelAsync();
        await ((Task)Task.WhenAll(_pending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _pending.Clear();
    }

    /// <summary>The same, where nothing can be written any more.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _over.Cancel();
        ((Task)Task.WhenAll(_pending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _pending.Clear();
        Slots.Dispose();
        _closed.Dispose();
        _over.Dispose();
    }
}
