using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>
/// Runs the asynchronous work of one command on the pipeline thread: every continuation of an await in it runs on this thread, so that
/// WriteObject, WriteProgress and the like are legal anywhere. What is posted between two pieces of work waits for the next one.
/// </summary>
/// <param name="cancel">Cancels the work, when the pipeline ends in the middle of it.</param>
internal sealed class PipelinePump(Action cancel) : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private ExceptionDispatchInfo? _failure;

    /// <summary>
    /// Runs the work to its end; throws what it throws. What a callback throws, such as a warning under -WarningAction Stop,
    /// cancels the work and is thrown once the work has ended.
    /// </summary>
    internal void Run(Func<Task> work)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = work();
            // Wakes the loop below.
            task.ContinueWith(_ => Post(static _ => { }, null), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (!task.IsCompleted) CallNext(_queue.Take());
            if (!task.IsCompletedSuccessfully) Fail(task);
            // What was posted before the end is shown.
            for (var left = _queue.Count; left > 0 && _queue.TryTake(out var posted); left--) CallNext(posted);
            _failure?.Throw();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private void Fail(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }

    private void CallNext((SendOrPostCallback Callback, object? State) posted)
    {
        try
        {
            posted.Callback(posted.State);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The first is why the pipeline ends; those that follow only say that it has.
            if (_failure is not null) return;
            _failure = ExceptionDispatchInfo.Capture(e);
            cancel();
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The command has ended: a late progress report is dropped.
        }
    }

    /// <summary>The command has ended: what is posted later is dropped.</summary>
    public void Dispose() => _queue.CompleteAdding();
}
