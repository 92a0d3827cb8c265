using HiveMQBackup.Client.Files;

namespace HiveMQBackup.Client.Retention;

/// <summary>Removes the file of a backup, and its checksum file.</summary>
public static class Removal
{
    /// <summary>Removes the file, if it is still the one that was listed.</summary>
    /// <returns>Whether it was removed; false if another process has it open, or has changed it.</returns>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.FileNotRemoved"/>: the file or its checksum file cannot be removed.</exception>
    public static bool Remove(SavedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!RemoveListed(file)) return false;
        // Last, so that a file that stays keeps its checksum.
        Delete(ChecksumFile.PathOf(file.Path));
        return true;
    }

    private static bool RemoveListed(SavedFile file)
    {
        try
        {
            // Open while it is removed, so that nothing begins to write it meanwhile.
            using var open = File.OpenHandle(file.Path, share: FileShare.Delete);
            if (RandomAccess.GetLength(open) != file.Length || File.GetLastWriteTimeUtc(open) != file.LastWriteTime) return false;
            Delete(file.Path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another run was faster.
            return true;
        }
        catch (IOException e) when (ArchiveEnd.IsLocked(e))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RetentionErrors.NotRemoved(file.Path, e);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RetentionErrors.NotRemoved(path, e);
        }
    }
}
