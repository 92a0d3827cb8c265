using HiveMQBackup.Client.Files;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Checks the destination of a file before anything is downloaded.</summary>
internal static class OutputFolder
{
    /// <summary>Creates the folder if it is missing.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputPathInvalid"/>.</exception>
    internal static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw DownloadErrors.NoFolder(folder, WhyNot(folder, e), e);
        }
    }

    private static string WhyNot(string folder, Exception e) => FolderEntry.KindOf(folder) switch
    {
        EntryKind.Link => "it is a link that does not lead to a folder.",
        EntryKind.None or EntryKind.Folder => TerminalText.Shorten(e.Message),
        _ => "it is a file.",
    };

    /// <summary>Rejects overwriting a file unless it is allowed. Overwriting a link replaces the link and not its target.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputFileExists"/>, <see cref="ErrorCode.OutputPathInvalid"/>.</exception>
    internal static void EnsureFree(string target, bool overwrite)
    {
        if (Directory.Exists(target)) throw DownloadErrors.NoFolder(target, "it is a folder, not a file.");
        if (FolderEntry.IsSpecial(target)) throw DownloadErrors.Special(target);
        if (!overwrite && FolderEntry.KindOf(target) != EntryKind.None) throw DownloadErrors.Exists(target);
    }

    /// <summary>Writes the names in the folder to the disk. Without that, a file is still complete under its old or its new name.</summary>
    internal static void Flush(string folder, Log log)
    {
        // Windows has no call for it; its file systems keep their names in a journal.
        if (OperatingSystem.IsWindows()) return;
        try
        {
            UnixFile.FlushFolder(folder);
        }
        catch (IOException e)
        {
            log.Tell($"The folder {folder} could not be flushed to the disk: {TerminalText.Shorten(e.Message)}");
        }
    }
}
