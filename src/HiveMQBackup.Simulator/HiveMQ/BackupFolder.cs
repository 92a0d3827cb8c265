using System.Text.Json;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The backup folder of one node: a folder for each backup, named by its id. Not thread-safe.</summary>
/// <remarks>A backup that the simulator made has a small marker there instead of its file.</remarks>
/// <param name="holder">The name of the node.</param>
/// <param name="path">Where the folder is; it does not have to exist.</param>
/// <param name="holdsFiles">Whether new backups get a folder here.</param>
internal sealed class BackupFolder(string holder, string path, Func<bool> holdsFiles)
{
    private const string MarkerName = ".simulated";

    private static readonly char[] NotInNames = System.IO.Path.GetInvalidFileNameChars();

    // What was here at some time: when its folder has gone, it was removed.
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public string Path => path;

    public bool Exists => Directory.Exists(path);

    /// <summary>What lies in the folder, by id; names with a dot in front are those of unfinished work.</summary>
    public Dictionary<string, FolderEntry> Entries()
    {
        var entries = new Dictionary<string, FolderEntry>(StringComparer.Ordinal);
        if (!Exists) return entries;
        foreach (var folder in new DirectoryInfo(path).EnumerateDirectories().Where(folder => folder.Name[0] != '.'))
        {
            if (EntryOf(folder) is { } entry) entries[entry.Id] = entry;
        }
        return entries;
    }

    /// <summary>The backup with this node among its holders, or no longer among them.</summary>
    public SimulatedBackup Track(SimulatedBackup backup, FolderEntry? entry)
    {
        if (entry is not null)
        {
            _seen.Add(backup.Id);
            return entry.ApplyTo(backup) with { Holders = backup.Holders.Add(holder) };
        }
        if (_seen.Contains(backup.Id)) return backup with { Holders = backup.Holders.Remove(holder) };
        return !backup.IsFound && holdsFiles() && TryMark(backup) ? backup with { Holders = backup.Holders.Add(holder) } : backup;
    }

    /// <summary>The backup that has appeared in the folder. Null: it is one that another process removed from their common list.</summary>
    public SimulatedBackup? Discover(FolderEntry entry)
    {
        if (_seen.Add(entry.Id)) return entry.Discovered() is { } found ? found with { Holders = [holder] } : null;
        Delete(entry.Id);
        return null;
    }

    public void Forget(string id) => _seen.Remove(id);

    /// <summary>Removes the folder of a backup.</summary>
    public void Delete(string id)
    {
        Forget(id);
        if (IsName(id) && Directory.Exists(In(id))) Directory.Delete(In(id), recursive: true);
    }

    /// <summary>The file of a backup that was not made by the simulator, or null.</summary>
    public string? FileOf(string id) => IsName(id) ? EntryOf(new DirectoryInfo(In(id)))?.File?.FullName : null;

    private static FolderEntry? EntryOf(DirectoryInfo folder)
    {
        try
        {
            var files = folder.GetFiles();
            var marker = Array.Find(files, file => file.Name == MarkerName);
            var file = marker is null ? Array.Find(files, file => file.Name[0] != '.') : null;
            return marker is null && file is null ? null : new FolderEntry(folder.Name, file, marker);
        }
        catch (DirectoryNotFoundException)
        {
            // A command moved it away after the listing.
            return null;
        }
    }

    private bool TryMark(SimulatedBackup backup)
    {
        if (!IsName(backup.Id)) return false;
        try
        {
            Directory.CreateDirectory(In(backup.Id));
            File.WriteAllBytes(System.IO.Path.Combine(In(backup.Id), MarkerName), JsonSerializer.SerializeToUtf8Bytes(backup));
            return _seen.Add(backup.Id);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder is not writable: the backup is listed all the same.
            return false;
        }
    }

    private string In(string id) => System.IO.Path.Combine(path, id);

    private static bool IsName(string id) => id.Length > 0 && id[0] != '.' && id.IndexOfAny(NotInNames) < 0;
}
