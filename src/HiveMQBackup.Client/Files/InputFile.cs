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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Invalid(path, Why(path, e), e);
        }
    }

    /// <summary>Rejects what is no regular file before it is opened: a pipe would wait for a writer.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static void EnsureRegular(string path)
    {
        if (FolderEntry.IsSpecial(path)) throw Invalid(path, "it is a device, a pipe or a socket.", null);
    }

    internal static HiveMQBackupException Invalid(string path, string why, Exception? cause) =>
        new(ErrorCode.InputFileInvalid, $"The file '{TerminalText.Shorten(path, 500)}' cannot be used: {why}", inner: cause);

    private static string Why(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        _ when Directory.Exists(path) => "it is a folder.",
        _ => TerminalText.Shorten(e.Message, 500),
    };
}
