using System.Globalization;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>The default name of a backup's file.</summary>
internal static class FileName
{
    /// <summary>The name that the broker proposes, else backup-{id}-{time of creation in UTC}.tar.gz.</summary>
    internal static string Of(Backup backup, HttpResponseMessage response, TimeProvider time)
    {
        if (ContentDispositionName.From(response.Content.Headers.ContentDisposition) is { } proposed) return proposed;
        var id = ContentDispositionName.Safe(backup.Id.Replace('/', '_').Replace('\\', '_')) ?? "0";
        return string.Create(CultureInfo.InvariantCulture, $"backup-{id}-{(backup.CreatedAt ?? time.GetUtcNow()).UtcDateTime:yyyyMMdd-HHmmss}.tar.gz");
    }
}
