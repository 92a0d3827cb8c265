using System.Text;
using HiveMQBackup.Client.Files;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>The checksum file of a backup under its temporary name.</summary>
internal static class PartialChecksum
{
    /// <summary>Writes the checksum file of a file to the disk.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>.</exception>
    internal static async Task<PartialFile> CreateAsync(string target, string sha256, Log log, CancellationToken cancel)
    {
        var file = PartialFile.Create(ChecksumFile.PathOf(target), 0, null, log);
        try
        {
            file.Append(Encoding.UTF8.GetBytes(ChecksumFile.Line(Path.GetFileName(target), sha256)));
            await file.FlushAsync(cancel).ConfigureAwait(false);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
