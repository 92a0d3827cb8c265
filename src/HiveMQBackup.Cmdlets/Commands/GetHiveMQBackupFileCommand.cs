using System.Management.Automation;
using HiveMQBackup.Client.Retention;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Lists the saved backups of a folder, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "HiveMQBackupFile", DefaultParameterSetName = "Path")]
[OutputType(typeof(HiveMQSavedBackup))]
public sealed partial class GetHiveMQBackupFileCommand : FolderCmdlet
{
    /// <summary>The folders' paths. The current one by default.</summary>
    [With(Choice.Path, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public partial string[]? Path { get; set; }

    private protected override IEnumerable<string> WildcardPaths => Path ?? ["."];

    private protected override Task ProcessFolderAsync(SavedFolder folder, CancellationToken cancel)
    {
        var listing = BackupView.Listing(folder.Files);
        foreach (var file in folder.Files)
        {
            if (file.Condition == FileCondition.Whole) WriteObject(new HiveMQSavedBackup(file, listing));
            else WriteWarning($"{file.Path} is not listed: {Why(file.Condition)}");
        }
        return Task.CompletedTask;
    }

    private static string Why(FileCondition condition) => condition switch
    {
        FileCondition.InUse => "another process has it open.",
        FileCondition.Unreadable => "it cannot be read.",
        _ => "it is no whole backup. Test-HiveMQBackup shows what is wrong with it.",
    };

    private protected override void TellNone(string text) => WriteVerbose(text);
}
