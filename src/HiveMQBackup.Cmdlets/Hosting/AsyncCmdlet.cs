using System.Management.Automation;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>A cmdlet whose work is asynchronous and ends at once when the pipeline is stopped.</summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PipelinePump _pump;
    private SideBySide? _beside;

    private protected AsyncCmdlet() => _pump = new PipelinePump(_stopping.Cancel);

    /// <summary>The work that continues while the command waits for the next object.</summary>
    private protected SideBySide Beside => _beside ??= new SideBySide(Requests.Open(MostAtOnce), WritesInOrder, _stopping.Token);

    /// <summary>How much of that work runs at once.</summary>
    private protected virtual int MostAtOnce => 1;

    /// <summary>The requests that it is part of: those of all commands of the session.</summary>
    private protected virtual SessionRequests Requests => BrokerSessions.OfThisRunspace.Requests;

    /// <summary>Whether results of that work are written in the order in which it was started; by default, in that in which it ends.</summary>
    private protected virtual bool WritesInOrder => false;

    /// <summary>Runs asynchronous work on the pipeline thread.</summary>
    private protected void Run(Func<CancellationToken, Task> work)
    {
        ThrowIfModuleIsDamaged();
        try
        {
            _pump.Run(() => ToTheEndAsync(work));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or TypeInitializationException)
        {
            ThrowIfModuleIsDamaged();
            throw;
        }
    }

    // Nothing continues in the background after an error, and no progress bar stays.
    private async Task ToTheEndAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stopping.Token);
        }
        catch
        {
            if (_beside is not null) await _beside.StopAsync();
            throw;
        }
    }

    /// <summary>Ends the command if a file of the module could not be loaded: any other error is a consequence of that.</summary>
    private protected void ThrowIfModuleIsDamaged()
    {
        if (ModuleLoadContext.Fault is { } fault) ThrowTerminatingError(fault.ErrorRecord);
    }

    /// <summary>Ctrl+C: cancels the running work.</summary>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Ends the work that is left when another command has ended the pipeline.</summary>
    public void Dispose()
    {
        _pump.Dispose();
        _beside?.Dispose();
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }
}
