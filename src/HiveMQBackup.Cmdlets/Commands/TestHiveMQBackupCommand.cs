using System.Management.Automation;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Reads backup files to their end, and reports what they hold and what is wrong with them.</summary>
[Cmdlet(VerbsDiagnostic.Test, "HiveMQBackup", DefaultParameterSetName = "Path")]
[OutputType(typeof(HiveMQBackupReport), typeof(bool))]
public sealed partial class TestHiveMQBackupCommand : FileCmdlet
{
    /// <summary>Returns only whether a file is valid.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override async Task ProcessFileAsync(string path, CancellationToken cancel)
    {
        var report = await TestAsync(path, cancel);
        if (Quiet) WriteObject(report.IsValid);
        else WriteObject(new HiveMQBackupReport(report));
    }

    private async Task<BackupReport> TestAsync(string path, CancellationToken cancel)
    {
        using var progress = new TestProgressBar(this, System.IO.Path.GetFileName(path));
        return await BackupTest.RunAsync(path, progress, cancel);
    }
}
