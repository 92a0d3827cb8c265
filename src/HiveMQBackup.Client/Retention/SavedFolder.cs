using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Files;

namespace HiveMQBackup.Client.Retention;

/// <summary>A folder that backups were saved to.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Files">The files of backups in it, newest first. Links are not followed, and partial and hidden files are not listed.</param>
/// <param name="Folders">The folders in it, in the order of their names; links are left out.</param>
public sealed record SavedFolder(string Path, IReadOnlyList<SavedFile> Files, IReadOnlyList<string> Folders)
{
    /// <summary>Looks at all files of a folder: at their names, and at the ends of their archives.</summary>
    /// <param name="path">The folder's absolute path.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>: it is missing, or cannot be read.</exception>
    public static SavedFolder Read(string path, CancellationToken cancel)
    {
        try
        {
            return new SavedFolder(path, FilesIn(path, cancel), FoldersIn(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RetentionErrors.Folder(path, e);
        }
    }

    private static SavedFile[] FilesIn(string path, CancellationToken cancel)
    {
        var names = new HashSet<string>(Directory.EnumerateFiles(path).Select(System.IO.Path.GetFileName)!, StringComparer.Ordinal);
        // On a network share each file waits for the server.
        return [.. names.Where(CanBeBackup).AsParallel().WithCancellation(cancel)
            .Select(name => FileAt(path, name, names)).OfType<SavedFile>()
            .OrderByDescending(file => file.CreatedAt).ThenByDescending(file => file.Path, StringComparer.Ordinal)];
    }

    private static bool CanBeBackup(string name) =>
        name[0] != '.' && !name.EndsWith(PartialName.Extension, StringComparison.OrdinalIgnoreCase) && !ChecksumFile.IsChecksum(name);

    private static SavedFile? FileAt(string folder, string name, HashSet<string> names)
    {
        var path = System.IO.Path.Combine(folder, name);
        // A link would count a backup twice, and a pipe would wait for its writer.
        if (FolderEntry.KindOf(path) != EntryKind.File) return null;
        var told = SavedName.Of(name);
        var file = new FileInfo(path);
        var end = ArchiveEnd.Of(path, told.IsOfBackup);
        if (end.Condition is not { } condition || !file.Exists) return null;
        return new SavedFile
        {
            Path = path,
            Folder = folder,
            Id = told.Id,
            CreatedAt = told.CreatedAt ?? end.Written ?? file.LastWriteTimeUtc,
            Length = file.Length,
            LastWriteTime = file.LastWriteTimeUtc,
            HiveMQVersion = told.HiveMQVersion,
            HasChecksum = names.Contains(ChecksumFile.PathOf(name)),
            Condition = condition,
        };
    }

    private static string[] FoldersIn(string path) =>
        [.. new DirectoryInfo(path).EnumerateDirectories().Where(folder => folder.LinkTarget is null).Select(folder => folder.FullName).Order(StringComparer.Ordinal)];
}
