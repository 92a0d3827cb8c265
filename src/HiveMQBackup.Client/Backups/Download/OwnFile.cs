using HiveMQBackup.Client.Files;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Opens an earlier run's file only if it is a regular file of this user: in a shared folder the name may be a trap.</summary>
internal static class OwnFile
{
    /// <summary>Opens a partial file to resume, and makes it readable by its owner alone.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>: for example, another process writes it.</exception>
    internal static FileStream OpenToResume(string path)
    {
        FileStream? file = null;
        try
        {
            file = Open(path, FileAccess.ReadWrite, FileShare.None);
            // The rest is clients' data as well, even if the mode has changed in the meantime.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, NewFile.OwnerOnly);
            return file;
        }
        catch (ForeignFileException e)
        {
            throw DownloadErrors.Foreign(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw DownloadErrors.Write(path, e);
        }
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="ForeignFileException">It is something else, or belongs to another user.</exception>
    /// <exception cref="IOException">It cannot be opened; for example, another run has it open.</exception>
    internal static FileStream Open(string path, FileAccess access, FileShare share)
    {
        var seen = LookAt(path);
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = access, Share = share, BufferSize = 0 });
        try
        {
            // Opening follows a link that has replaced the file in the meantime.
            if (seen is not null && !UnixFile.Of(file).IsSameAs(seen)) throw new ForeignFileException("it was replaced while it was being opened");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Null on Windows, where a file's owner is often a group, and the folder's permissions decide who can put one there.
    private static UnixFile? LookAt(string path)
    {
        var seen = OperatingSystem.IsWindows() ? null : UnixFile.At(path) ?? throw new FileNotFoundException($"Could not find file '{path}'.", path);
        var kind = seen?.Kind ?? FolderEntry.KindOf(path);
        if (kind != EntryKind.File) throw new ForeignFileException(kind == EntryKind.Link ? "it is a symbolic link" : "it is not a regular file");
        if (seen is not null && !IsOwn(seen, path)) throw new ForeignFileException("it belongs to another user");
        return seen;
    }

    // A network share may report an owner other than the process's user for all of its files.
    private static bool IsOwn(UnixFile seen, string path)
    {
        if (seen.Owner == UnixFile.CurrentUser()) return true;
        var beside = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.owner");
        using var fresh = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        return UnixFile.Of(fresh).Owner == seen.Owner;
    }
}

/// <summary>The entry is not the file that an earlier run has left.</summary>
internal sealed class ForeignFileException(string message) : IOException(message);
