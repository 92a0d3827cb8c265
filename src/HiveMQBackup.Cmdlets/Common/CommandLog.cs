using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>
/// A command's log: shows the client's messages, which may come from any thread, as warnings and verbose messages. Those that come
/// when the command is not running are dropped.
/// </summary>
internal sealed class CommandLog(Cmdlet cmdlet)
{
    private volatile SynchronizationContext? _pipeline;

    /// <summary>To be passed to the client with the command's calls.</summary>
    internal Log Log => new(text => Post(() => cmdlet.WriteWarning(text)), text => Post(() => cmdlet.WriteVerbose(text)));

    /// <summary>Shows messages while the work is running; to be called on the pipeline thread.</summary>
    internal async Task ShowDuringAsync(Func<Task> work)
    {
        _pipeline = SynchronizationContext.Current;
        try
        {
            await work();
        }
        finally
        {
            _pipeline = null;
        }
    }

    private void Post(Action write) => _pipeline?.Post(_ => write(), null);
}
