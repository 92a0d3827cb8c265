using System.Management.Automation;
using HiveMQBackup.Cmdlets.Common;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>A file of the module is missing or cannot be loaded. PowerShell reads the error record from the exception.</summary>
internal sealed class ModuleFileException : IOException, IContainsErrorRecord
{
    internal ModuleFileException(string file, Exception cause)
        : base(Text(file, cause), cause) => ErrorRecord = ErrorRecords.ModuleFile(this, file);

    /// <inheritdoc/>
    public ErrorRecord ErrorRecord { get; }

    private static string Text(string file, Exception cause) => cause is FileNotFoundException
        ? $"The file {file} of the module HiveMQBackup is missing."
        : $"The file {file} of the module HiveMQBackup cannot be loaded: {cause.Message}";
}
