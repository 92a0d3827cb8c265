using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>The views of objects that come from a file, a job or a remote session, for HiveMQBackupContent.Types.ps1xml.</summary>
public static class DeserializedViews
{
    /// <summary>The view of a report.</summary>
    [Hidden]
    public static object Report(PSObject instance) => new ReportView(instance);

    /// <summary>The view of a piece of content.</summary>
    [Hidden]
    public static object Content(PSObject instance) => new ContentView(instance);
}
