namespace HiveMQBackup.Client.Retention;

/// <summary>The errors about saved files and their folders.</summary>
internal static class RetentionErrors
{
    internal static HiveMQBackupException Folder(string path, Exception failure) => new(
        ErrorCode.InputFileInvalid,
        $"The folder '{TerminalText.Shorten(path, 500)}' cannot be used: {Why(path, failure)}",
        new ErrorCause.FolderInvalid(),
        failure);

    internal static HiveMQBackupException NotRemoved(string path, Exception failure) => new(
        ErrorCode.FileNotRemoved,
        $"The file '{TerminalText.Shorten(path, 500)}' cannot be removed: {TerminalText.Shorten(failure.Message, 500)}",
        inner: failure);

    private static string Why(string path, Exception failure) => failure switch
    {
        _ when File.Exists(path) => "it is a file.",
        DirectoryNotFoundException => "there is no such folder.",
        _ => TerminalText.Shorten(failure.Message, 500),
    };
}
