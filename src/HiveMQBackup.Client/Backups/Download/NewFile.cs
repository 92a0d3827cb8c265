using HiveMQBackup.Client.Files;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Creates partial files: locked for as long as they are open, and readable by their owner alone.</summary>
internal static class NewFile
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int MostAttempts = 10;

    /// <summary>Creates a new file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="expected">The length to reserve on the disk; 0 for unknown.</param>
    internal static FileStream Create(string path, long expected)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            PreallocationSize = expected,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Creates a file beside a target, under a name that no other run uses.</summary>
    /// <param name="target">The final path.</param>
    /// <param name="expected">The length to reserve on the disk; 0 for unknown.</param>
    internal static (FileStream File, string Path) CreateTemporary(string target, long expected)
    {
        // On Unix a file is created first and locked then, and in between the sweep of another run may mistake it for a leftover.
        for (var attempt = 1; ; attempt++)
        {
            var path = PartialName.Temporary(target);
            try
            {
                var file = Create(path, expected);
                if (OperatingSystem.IsWindows() || UnixFile.At(path)?.IsSameAs(UnixFile.Of(file)) == true) return (file, path);
                file.Dispose();
                if (attempt == MostAttempts) throw new FileNotFoundException($"Could not find file '{path}'.", path);
            }
            catch (IOException e) when (IsLocked(e) && attempt < MostAttempts)
            {
                // That sweep removes it.
            }
        }
    }

    /// <summary>Gives a file its final name.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputFileExists"/>, <see cref="ErrorCode.WriteFailed"/>.</exception>
    internal static void Rename(string path, string target, bool overwrite)
    {
        try
        {
            File.Move(path, target, overwrite);
        }
        catch (IOException) when (!overwrite && FolderEntry.KindOf(target) != EntryKind.None)
        {
            throw DownloadErrors.Exists(target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Write(target, e);
        }
    }

    // EWOULDBLOCK on Linux and macOS.
    private static bool IsLocked(IOException e) => e.HResult is 11 or 35;
}
