using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Turns errors into error records with a stable id, a category and a recommended action.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record for an exception of the client.</summary>
    internal static ErrorRecord Record(HiveMQBackupException failure, object? about) =>
        WithAction(new ErrorRecord(failure, failure.Code.ToString(), Category(failure.Code), Shown(about)), failure.Message, failure.RecommendedAction);

    /// <summary>The error record for an invalid parameter.</summary>
    internal static ErrorRecord Argument(string id, string message, string action, object? about) =>
        WithAction(new ErrorRecord(new ArgumentException(TerminalText.Sanitize(message)), id, ErrorCategory.InvalidArgument, Shown(about)), TerminalText.Sanitize(message), TerminalText.Sanitize(action));

    /// <summary>The error record for a file of the module that is missing or damaged.</summary>
    internal static ErrorRecord ModuleFile(Exception failure, string file) => WithAction(
        new ErrorRecord(failure, "ModuleFileInvalid", ErrorCategory.NotInstalled, file),
        failure.Message,
        "Reinstall the module, for example with Install-PSResource HiveMQBackup -Reinstall, and start a new PowerShell session. A virus scanner may have removed the file.");

    /// <summary>Whether the error is about one backup, so that a command can continue with the next one.</summary>
    internal static bool IsAboutOneBackup(HiveMQBackupException failure) => failure.Code is
        ErrorCode.BackupNotFound or ErrorCode.BackupNotDownloadable or ErrorCode.BackupFailed or ErrorCode.WaitTimeout
        or ErrorCode.OutputFileExists or ErrorCode.WriteFailed or ErrorCode.DownloadIncomplete or ErrorCode.SizeMismatch or ErrorCode.BrokerMismatch;

    // Uses no type of the client, which may be the missing file.
    private static ErrorRecord WithAction(ErrorRecord record, string message, string action)
    {
        record.ErrorDetails = Advice.Details(message, action, Advice.Engine);
        return record;
    }

    // The module's own objects show nothing else; names may come from a server.
    private static object? Shown(object? about) => about is string name ? TerminalText.Sanitize(name) : about;

    private static ErrorCategory Category(ErrorCode code) => code switch
    {
        ErrorCode.KubeConfigNotFound or ErrorCode.KubeContextNotFound or ErrorCode.BrokerNotFound or ErrorCode.ApiPortNotFound
            or ErrorCode.BackupNotFound or ErrorCode.NoBackup => ErrorCategory.ObjectNotFound,
        ErrorCode.KubernetesUnreachable or ErrorCode.PortForwardFailed => ErrorCategory.ConnectionError,
        ErrorCode.KubernetesUnauthorized or ErrorCode.HiveMQUnauthorized => ErrorCategory.AuthenticationError,
        ErrorCode.KubernetesForbidden or ErrorCode.HiveMQForbidden => ErrorCategory.PermissionDenied,
        ErrorCode.NoReadyPod or ErrorCode.HiveMQUnavailable or ErrorCode.RestApiNotFound => ErrorCategory.ResourceUnavailable,
        ErrorCode.KubeConfigInvalid or ErrorCode.UnexpectedResponse or ErrorCode.DownloadIncomplete or ErrorCode.SizeMismatch => ErrorCategory.InvalidData,
        ErrorCode.BackupNotDownloadable => ErrorCategory.InvalidOperation,
        ErrorCode.BackupFailed or ErrorCode.CreateUncertain => ErrorCategory.InvalidResult,
        ErrorCode.BackupAlreadyRunning => ErrorCategory.ResourceBusy,
        ErrorCode.WaitTimeout => ErrorCategory.OperationTimeout,
        ErrorCode.OutputFileExists => ErrorCategory.ResourceExists,
        ErrorCode.OutputPathInvalid or ErrorCode.ConflictingParameters or ErrorCode.BrokerMismatch or ErrorCode.AuthenticationInvalid => ErrorCategory.InvalidArgument,
        ErrorCode.WriteFailed => ErrorCategory.WriteError,
        ErrorCode.UnencryptedAuthentication => ErrorCategory.SecurityError,
        _ => ErrorCategory.NotSpecified,
    };
}
