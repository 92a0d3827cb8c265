using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Shows the client's notices as warnings and verbose messages, from any thread.</summary>
internal sealed class CommandLog : IDisposable
{
    internal CommandLog(Cmdlet cmdlet)
    {
        var pipeline = SynchronizationContext.Current!;
        Notice.ListenWith(notice => pipeline.Post(_ => Write(cmdlet, notice), null));
    }

    private static void Write(Cmdlet cmdlet, Notice notice)
    {
        if (notice.IsWarning) cmdlet.WriteWarning(notice.Text);
        else cmdlet.WriteVerbose(notice.Text);
    }

    /// <summary>Stops showing notices.</summary>
    public void Dispose() => Notice.ListenWith(null);
}
