using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Faults.Support;

internal static class SavedFileAssert
{
    /// <summary>The one file of a folder is the backup's, complete and unchanged, as the download reports it.</summary>
    internal static void IsBackup(string folder, SavedBackup saved, string id, long length)
    {
        Assert.Equal([saved.Path], Directory.GetFileSystemEntries(folder));
        Assert.Equal(length, new FileInfo(saved.Path).Length);
        Assert.Equal(length, saved.Length);
        Assert.Equal(SimulatedFile.OfLength(id, length).Sha256(), Sha256.OfFile(saved.Path));
        Assert.Equal(SimulatedFile.OfLength(id, length).Sha256(), saved.Sha256);
    }
}
