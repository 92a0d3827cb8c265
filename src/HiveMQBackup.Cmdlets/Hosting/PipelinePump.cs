using System.Collections.Concurrent;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>
/// Runs asynchronous work on the pipeline thread: whatever follows an await in it comes back to this thread, so that
/// WriteObject, WriteProgress and the like are legal anywhere.
/// </summary>
internal sealed class PipelinePump : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    /// <summary>Runs the work to its end; throws what it throws.</summary>
    internal void Run(Func<Task> work)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = work();
            // Ends the loop below; a continuation that is posted later has nothing left to do.
            task.ContinueWith(_ => _queue.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            foreach (var (callback, state) in _queue.GetConsumingEnumerable()) callback(state);
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
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
            // The command has ended: a late progress report has nobody to tell.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();
}
