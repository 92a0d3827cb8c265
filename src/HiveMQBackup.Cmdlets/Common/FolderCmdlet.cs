using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Retention;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Common.Parameters;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>A cmdlet that works on folders with saved backups, and needs no broker.</summary>
[OneOf(Choice.Path, Choice.LiteralPath)]
public abstract class FolderCmdlet : SanitizingCmdlet
{
    /// <summary>The folders' paths, without wildcards.</summary>
    [With(Choice.LiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public virtual string[]? LiteralPath { get; set; }

    /// <summary>Includes the folders below.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>The paths that can have wildcards.</summary>
    private protected abstract IEnumerable<string> WildcardPaths { get; }

    /// <summary>The cmdlet's work for one folder that has a file of a backup.</summary>
    private protected abstract Task ProcessFolderAsync(SavedFolder folder, CancellationToken cancel);

    /// <summary>Tells the user that there is nothing to work on.</summary>
    private protected abstract void TellNone(string text);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(async cancel =>
    {
        foreach (var path in LiteralPath ?? []) await ProcessAsync(path, () => [FolderPath.Literal(this, path)], cancel);
        if (LiteralPath is not null) return;
        foreach (var path in WildcardPaths) await ProcessAsync(path, () => FolderPath.Matching(this, path), cancel);
    });

    // An error about one folder does not stop the others.
    private async Task ProcessAsync(string path, Func<IReadOnlyList<string>> resolve, CancellationToken cancel)
    {
        try
        {
            var folders = resolve();
            if (folders.Count == 0) TellNone($"No folder matches {path}.");
            foreach (var folder in folders)
            {
                if (await VisitAsync(folder, cancel) == 0) TellNone($"There is no backup in {folder}{(Recurse ? " or below it" : "")}.");
            }
        }
        catch (HiveMQBackupException e) when (ErrorRecords.IsAboutOneBackup(e))
        {
            WriteError(e, path);
        }
    }

    // Returns the number of files that were found.
    private async Task<int> VisitAsync(string path, CancellationToken cancel)
    {
        var folder = await Task.Run(() => SavedFolder.Read(path, cancel), cancel);
        var found = folder.Files.Count;
        if (found > 0) await ProcessFolderAsync(folder, cancel);
        foreach (var below in Recurse ? folder.Folders : []) found += await VisitBelowAsync(below, cancel);
        return found;
    }

    private async Task<int> VisitBelowAsync(string path, CancellationToken cancel)
    {
        try
        {
            return await VisitAsync(path, cancel);
        }
        catch (HiveMQBackupException e) when (ErrorRecords.IsAboutOneBackup(e))
        {
            WriteError(e, path);
            return 0;
        }
    }
}
