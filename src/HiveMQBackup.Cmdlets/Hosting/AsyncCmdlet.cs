using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>A cmdlet whose work is asynchronous and ends at once when the pipeline is stopped.</summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Runs asynchronous work on the pipeline thread.</summary>
    private protected void Run(Func<CancellationToken, Task> work)
    {
        ThrowIfModuleIsDamaged();
        using var pump = new PipelinePump(_stopping.Cancel);
        try
        {
            pump.Run(() => work(_stopping.Token));
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

    /// <summary>Ends the command if a file of the module could not be loaded: any other error is a consequence of that.</summary>
    private protected void ThrowIfModuleIsDamaged()
    {
        if (ModuleLoadContext.Fault is { } fault) ThrowTerminatingError(fault.ErrorRecord);
    }

    /// <summary>Ctrl+C: cancels the running work.</summary>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }
}
