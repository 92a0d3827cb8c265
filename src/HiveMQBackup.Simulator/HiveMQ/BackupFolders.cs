namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The backup folders of the nodes that show the same backups. Not thread-safe.</summary>
internal sealed class BackupFolders
{
    private readonly List<BackupFolder> _folders = [];

    public void Add(BackupFolder folder) => _folders.Add(folder);

    /// <summary>The backups as the folders show them: those that appeared or changed, and those without a holder, which have gone.</summary>
    /// <remarks>As long as no folder exists, no command has run that could have changed one, and none is made.</remarks>
    public IReadOnlyList<SimulatedBackup> Changes(IReadOnlyList<SimulatedBackup> backups, bool lists)
    {
        if (!_folders.Exists(folder => folder.Exists)) return [];
        var before = backups.ToDictionary(backup => backup.Id, StringComparer.Ordinal);
        var after = new Dictionary<string, SimulatedBackup>(before, StringComparer.Ordinal);
        foreach (var folder in _folders)
        {
            Directory.CreateDirectory(folder.Path);
            Apply(folder, after, lists);
        }
        return [.. after.Values.Where(backup => before.GetValueOrDefault(backup.Id) != backup)];
    }

    /// <summary>The file of a backup that was not made by the simulator; null: it lies on no node of this process.</summary>
    public string? FileOf(string id) => _folders.Select(folder => folder.FileOf(id)).LastOrDefault(file => file is not null);

    public void Forget(string id) => _folders.ForEach(folder => folder.Forget(id));

    /// <summary>Removes the folders of a backup on all nodes.</summary>
    public void Delete(string id) => _folders.ForEach(folder => folder.Delete(id));

    private static void Apply(BackupFolder folder, Dictionary<string, SimulatedBackup> backups, bool lists)
    {
        var entries = folder.Entries();
        foreach (var backup in backups.Values.Where(backup => backup.Bytes is not null).ToArray())
        {
            var tracked = folder.Track(backup, entries.GetValueOrDefault(backup.Id));
            if (lists) backups[backup.Id] = tracked;
        }
        if (!lists) return;
        foreach (var entry in entries.Values.Where(entry => !backups.ContainsKey(entry.Id)))
        {
            if (folder.Discover(entry) is { } found) backups.Add(found.Id, found);
        }
    }
}
