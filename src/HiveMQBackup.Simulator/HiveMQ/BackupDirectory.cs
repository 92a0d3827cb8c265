using System.Text.Json;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>Backups as small JSON files in a directory that several processes share.</summary>
internal sealed class BackupDirectory
{
    private readonly string _path;

    public BackupDirectory(string path)
    {
        _path = Directory.CreateDirectory(path).FullName;
    }

    /// <summary>All backups, oldest first.</summary>
    public List<SimulatedBackup> Load()
    {
        var backups = Directory.EnumerateFiles(_path, "*.json").Select(Read).OfType<SimulatedBackup>();
        return [.. backups.OrderBy(backup => backup.CreatedAt).ThenBy(backup => backup.Id, StringComparer.Ordinal)];
    }

    public void Save(SimulatedBackup backup)
    {
        // Written aside and moved, so that another process never reads half a file.
        var part = Path.Combine(_path, Path.GetRandomFileName());
        File.WriteAllBytes(part, JsonSerializer.SerializeToUtf8Bytes(backup));
        File.Move(part, FileOf(backup.Id), overwrite: true);
    }

    public void Delete(string id) => File.Delete(FileOf(id));

    private static SimulatedBackup? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<SimulatedBackup>(File.ReadAllBytes(file));
        }
        catch (FileNotFoundException)
        {
            // Another process removed it after the directory was listed.
            return null;
        }
    }

    private string FileOf(string id) => Path.Combine(_path, Uri.EscapeDataString(id) + ".json");
}
