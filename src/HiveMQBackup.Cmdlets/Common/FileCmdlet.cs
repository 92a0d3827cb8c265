using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Cmdlets.Common.Parameters;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>A cmdlet about files on this machine; it needs no broker.</summary>
[OneOf(Choice.Path, Choice.LiteralPath)]
public abstract class FileCmdlet : SanitizingCmdlet
{
    /// <summary>The files, with wildcards.</summary>
    [With(Choice.Path, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public virtual string[]? Path { get; set; }

    /// <summary>The files, without wildcards.</summary>
    [With(Choice.LiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public virtual string[]? LiteralPath { get; set; }

    /// <summary>The cmdlet's work for one file, by its absolute path.</summary>
    private protected abstract Task ProcessFileAsync(string path, CancellationToken cancel);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(async cancel =>
    {
        foreach (var path in Path ?? LiteralPath ?? []) await ReportErrorsAsync(path, () => ProcessPathAsync(path, cancel));
    });

    private async Task ProcessPathAsync(string path, CancellationToken cancel)
    {
        var files = LiteralPath is null ? InputPath.Files(this, path) : [InputPath.File(this, path)];
        foreach (var file in files) await ReportErrorsAsync(file, () => ProcessFileAsync(file, cancel));
    }

    // An error about one file does not stop the others.
    private async Task ReportErrorsAsync(string path, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (HiveMQBackupException e)
        {
            WriteError(e, path);
        }
    }
}
