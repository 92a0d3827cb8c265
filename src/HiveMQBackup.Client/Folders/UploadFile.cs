namespace HiveMQBackup.Client.Folders;

/// <summary>A file that is to be uploaded.</summary>
internal static class UploadFile
{
    /// <summary>Opens it for reading in large blocks.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static FileStream Open(string path)
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            if (file.Length > 0) return file;
            file.Dispose();
            throw new HiveMQBackupException(ErrorCode.InputFileInvalid, $"The file {TerminalText.Shorten(path)} is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new HiveMQBackupException(ErrorCode.InputFileInvalid, $"The file {TerminalText.Shorten(path)} cannot be read: {e.Message}", inner: e);
        }
    }
}
