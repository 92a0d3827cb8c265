namespace HiveMQBackup.Client.Files;

/// <summary>Says what is wrong with a file that cannot be read.</summary>
internal static class InputFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>: it cannot be read.</exception>
    internal static T Read<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HiveMQBackupException(ErrorCode.InputFileInvalid, $"The file '{TerminalText.Shorten(path, 500)}' cannot be used: {Why(path, e)}", inner: e);
        }
    }

    private static string Why(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        _ when Directory.Exists(path) => "it is a folder.",
        _ => TerminalText.Shorten(e.Message, 500),
    };
}
