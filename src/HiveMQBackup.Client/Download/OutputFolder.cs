namespace HiveMQBackup.Client.Download;

/// <summary>Makes sure of the place where a file is to go, before anything is downloaded.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.OutputPathInvalid"/>.</exception>
    internal static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw DownloadFailures.NoFolder(folder, File.Exists(folder) ? "it is a file." : Printable.Text(e.Message), e);
        }
    }

    /// <summary>Makes sure that no file is overwritten that should not be.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.OutputFileExists"/>, <see cref="Failure.OutputPathInvalid"/>.</exception>
    internal static void EnsureFree(string target, bool overwrite)
    {
        if (Directory.Exists(target)) throw DownloadFailures.NoFolder(target, "it is a folder, where the file is to be.");
        if (!overwrite && File.Exists(target)) throw DownloadFailures.Exists(target);
    }
}
