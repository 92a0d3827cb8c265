using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets;

/// <summary>Turns failures into error records with a stable id, a category and a recommended action.</summary>
internal static class Errors
{
    /// <summary>The record of a failure that the client understood.</summary>
    internal static ErrorRecord Record(HiveMQBackupException failure, object? about) =>
        WithAction(new ErrorRecord(failure, failure.Failure.ToString(), Category(failure.Failure), Shown(about)), failure.Message, failure.RecommendedAction);

    /// <summary>The record of a parameter that cannot be what was meant.</summary>
    internal static ErrorRecord Argument(string id, string message, string action, object? about) =>
        WithAction(new ErrorRecord(new ArgumentException(Printable.Message(message)), id, ErrorCategory.InvalidArgument, Shown(about)), Printable.Message(message), Printable.Message(action));

    /// <summary>The record of a file of the module that is missing or damaged.</summary>
    internal static ErrorRecord ModuleFile(Exception failure, string file) => WithAction(
        new ErrorRecord(failure, "ModuleFileInvalid", ErrorCategory.NotInstalled, file),
        failure.Message,
        "Reinstall the module, for example with Install-PSResource HiveMQBackup -Reinstall, and start a new PowerShell session. A virus scanner may have removed the file.");

    /// <summary>Whether the failure is about one backup, so that a command can go on with the next one.</summary>
    internal static bool IsAboutOneBackup(HiveMQBackupException failure) => failure.Failure is
        Failure.BackupNotFound or Failure.BackupNotDownloadable or Failure.BackupFailed or Failure.WaitTimeout
        or Failure.OutputFileExists or Failure.WriteFailed or Failure.DownloadIncomplete or Failure.SizeMismatch or Failure.BrokerMismatch;

    // Uses nothing of the client, which may be the file that is missing.
    private static ErrorRecord WithAction(ErrorRecord record, string message, string action)
    {
        record.ErrorDetails = Advice.Details(message, action, Advice.Engine);
        return record;
    }

    // The module's own objects show nothing else; names may come from a server.
    private static object? Shown(object? about) => about is string name ? Printable.Message(name) : about;

    private static ErrorCategory Category(Failure failure) => failure switch
    {
        Failure.KubeConfigNotFound or Failure.KubeContextNotFound or Failure.BrokerNotFound or Failure.ApiPortNotFound
            or Failure.BackupNotFound or Failure.NoBackup => ErrorCategory.ObjectNotFound,
        Failure.KubernetesUnreachable or Failure.PortForwardFailed => ErrorCategory.ConnectionError,
        Failure.KubernetesUnauthorized or Failure.HiveMQUnauthorized => ErrorCategory.AuthenticationError,
        Failure.KubernetesForbidden or Failure.HiveMQForbidden => ErrorCategory.PermissionDenied,
        Failure.NoReadyPod or Failure.HiveMQUnavailable or Failure.RestApiNotFound => ErrorCategory.ResourceUnavailable,
        Failure.KubeConfigInvalid or Failure.UnexpectedResponse or Failure.DownloadIncomplete or Failure.SizeMismatch => ErrorCategory.InvalidData,
        Failure.BackupNotDownloadable => ErrorCategory.InvalidOperation,
        Failure.BackupFailed or Failure.CreateUncertain => ErrorCategory.InvalidResult,
        Failure.BackupAlreadyRunning => ErrorCategory.ResourceBusy,
        Failure.WaitTimeout => ErrorCategory.OperationTimeout,
        Failure.OutputFileExists => ErrorCategory.ResourceExists,
        Failure.OutputPathInvalid or Failure.ConflictingParameters or Failure.BrokerMismatch or Failure.AuthenticationInvalid => ErrorCategory.InvalidArgument,
        Failure.WriteFailed => ErrorCategory.WriteError,
        Failure.UnencryptedAuthentication => ErrorCategory.SecurityError,
        _ => ErrorCategory.NotSpecified,
    };
}
