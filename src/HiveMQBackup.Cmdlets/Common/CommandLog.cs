using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>
/// A command's log: shows the client's messages, which may come from any thread, as warnings and verbose messages. Those that come
/// before it runs, or after it has ended, are dropped.
/// </summary>
internal sealed class CommandLog(Cmdlet cmdlet)
{
    private volatile SynchronizationContext? _pipeline;

    /// <summary>To be passed to the client with the command's calls.</summary>
    internal Log Log => new(text => Post(() => cmdlet.WriteWarning(text)), text => Post(() => cmdlet.WriteVerbose(text)));

    /// <summary>Shows messages from now on; to be called on the pipeline thread.</summary>
    internal void Begin() => _pipeline ??= SynchronizationContext.Current;

    /// <summary>Writes something from any thread.</summary>
    internal void Post(Action write) => _pipeline?.Post(_ => write(), null);
}
