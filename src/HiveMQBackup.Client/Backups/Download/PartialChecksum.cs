using System.Text;
using HiveMQBackup.Client.Files;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>The checksum file of a backup under its temporary name: it gets its final name after the backup's file, or is removed.</summary>
internal sealed class PartialChecksum : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _target;
    private bool _kept;

    private PartialChecksum(FileStream file, string path, string target)
    {
        _file = file;
        _path = path;
        _target = target;
    }

    /// <summary>Writes the checksum file of a file to the disk.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>.</exception>
    internal static PartialChecksum Create(string target, string sha256)
    {
        var checksum = ChecksumFile.PathOf(target);
        PartialChecksum? created = null;
        try
        {
            var (file, path) = NewFile.CreateTemporary(checksum, 0);
            created = new PartialChecksum(file, path, checksum);
            file.Write(Encoding.UTF8.GetBytes(ChecksumFile.Line(Path.GetFileName(target), sha256)));
            file.Flush(flushToDisk: true);
            return created;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            created?.Dispose();
            throw DownloadErrors.Write(checksum, e);
        }
    }

    /// <summary>Gives the file its final name.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputFileExists"/>, <see cref="ErrorCode.WriteFailed"/>.</exception>
    internal void Complete(bool overwrite)
    {
        if (OperatingSystem.IsWindows()) _file.Dispose();
        NewFile.Rename(_path, _target, overwrite);
        _kept = true;
    }

    /// <summary>Closes the file, and removes it unless it has its final name.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (!_kept) File.Delete(_path);
    }
}
