using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>
/// Runs asynchronous work on the pipeline thread: every continuation of an await in it runs on this thread, so that
/// WriteObject, WriteProgress and the like are legal anywhere.
/// </summary>
/// <param name="cancel">Cancels the work, when the pipeline ends in the middle of it.</param>
internal sealed class PipelinePump(Action cancel) : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private ExceptionDispatchInfo? _failure;

    /// <summary>
    /// Runs the work to its end; throws what it throws. What a callback throws, such as a warning under -WarningAction Stop,
    /// cancels the work and is thrown once the work has ended: nothing continues in the background.
    /// </summary>
    internal void Run(Func<Task> work)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = work();
            // Ends the loop below; a continuation that is posted later has nothing left to do.
            task.ContinueWith(_ => _queue.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            foreach (var (callback, state) in _queue.GetConsumingEnumerable()) Call(callback, state);
            _failure?.Throw();
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private void Call(SendOrPostCallback callback, object? state)
    {
        try
        {
            callback(state);
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

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();
}
