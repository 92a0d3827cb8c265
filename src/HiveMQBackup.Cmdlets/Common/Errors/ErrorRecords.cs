using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common.Errors;

/// <summary>Turns errors into error records, with the category and the advice of the <see cref="ErrorCatalog"/>.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record for an exception of the client.</summary>
    internal static ErrorRecord Record(HiveMQBackupException failure, object? about)
    {
        var entry = ErrorCatalog.Of(failure.Code.ToString());
        var advice = TerminalText.Sanitize(CauseAdvice.For(failure.Code, failure.Cause) ?? entry.Advice);
        return WithAdvice(new ErrorRecord(failure, entry.Id, entry.Category, Shown(about)), failure.Message, advice);
    }

    /// <summary>The error record for an invalid parameter.</summary>
    internal static ErrorRecord Argument(string id, string message, object? about)
    {
        var entry = ErrorCatalog.Of(id);
        var text = TerminalText.Sanitize(message);
        return WithAdvice(new ErrorRecord(new ArgumentException(text), entry.Id, entry.Category, Shown(about)), text, entry.Advice);
    }

    /// <summary>The error record for a file of the module that is missing or damaged.</summary>
    internal static ErrorRecord ModuleFile(Exception failure, string file)
    {
        var entry = ErrorCatalog.Of(ErrorCatalog.ModuleFileInvalid);
        return WithAdvice(new ErrorRecord(failure, entry.Id, entry.Category, file), failure.Message, entry.Advice);
    }

    /// <summary>Whether the error is about one backup, so that a command can continue with the next one.</summary>
    internal static bool IsAboutOneBackup(HiveMQBackupException failure) => failure.Code is
        ErrorCode.BackupNotFound or ErrorCode.BackupNotDownloadable or ErrorCode.BackupFailed or ErrorCode.WaitTimeout
        or ErrorCode.OutputFileExists or ErrorCode.WriteFailed or ErrorCode.DownloadIncomplete or ErrorCode.SizeMismatch or ErrorCode.BrokerMismatch
        or ErrorCode.BackupNotRestorable or ErrorCode.RestoreFailed or ErrorCode.BackupIdInvalid or ErrorCode.BackupNotRemovable
        or ErrorCode.BackupAlreadyRunning or ErrorCode.InputFileInvalid or ErrorCode.BackupCorrupt or ErrorCode.BackupExists or ErrorCode.UploadIncomplete
        or ErrorCode.UploadNotListed or ErrorCode.FileNotRemoved;

    // Uses no type of the client, which may be the missing file.
    private static ErrorRecord WithAdvice(ErrorRecord record, string message, string advice)
    {
        record.ErrorDetails = Advice.Details(message, advice, Advice.Engine);
        return record;
    }

    // The module's own objects show nothing else; names may come from a server.
    private static object? Shown(object? about) => about is string name ? TerminalText.Sanitize(name) : about;
}
