using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Tests.Support;

internal static class Downloads
{
    /// <summary>Saves a backup of which nothing but the id is known.</summary>
    internal static Task<SavedBackup> SaveAsync(BackupApi api, string id, TempFolder folder) =>
        SaveAsync(api, new Backup(id, null, null, "COMPLETED", null), folder);

    internal static Task<SavedBackup> SaveAsync(BackupApi api, Backup backup, TempFolder folder, IProgress<DownloadProgress>? progress = null) =>
        SaveAsync(api, backup, new SaveOptions(folder.Path, null, false), progress);

    internal static Task<SavedBackup> SaveAsync(BackupApi api, Backup backup, SaveOptions options, IProgress<DownloadProgress>? progress = null) =>
        new BackupDownload(api).SaveAsync(backup, options, progress, Test.Cancel);
}
