using System.Security.Cryptography;

namespace HiveMQBackup.Client.Download;

/// <summary>
/// The file under its temporary name while it is being downloaded: only its owner can read it, it gets its final name when
/// it is whole, and it is gone otherwise.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _path;
    private bool _kept;

    private PartialFile(FileStream file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>The number of bytes so far.</summary>
    internal long Length { get; private set; }

    /// <summary>Creates the file beside its final place.</summary>
    /// <param name="target">The final path.</param>
    /// <param name="expected">The length to reserve on the disk, so that a full one is noticed before the first byte; 0 for unknown.</param>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.WriteFailed"/>.</exception>
    internal static PartialFile Create(string target, long expected)
    {
        var path = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid().ToString("N")[..8]}.partial");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0, PreallocationSize = expected };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new PartialFile(new FileStream(path, options), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadFailures.Write(target, e);
        }
    }

    /// <summary>Appends to the file and to its checksum.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.WriteFailed"/>.</exception>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadFailures.Write(_path, e);
        }
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Gives the file its final name.</summary>
    /// <returns>The SHA-256 of its content, in lower-case hexadecimal.</returns>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.OutputFileExists"/>, <see cref="Failure.WriteFailed"/>.</exception>
    internal string Keep(string target, bool overwrite)
    {
        try
        {
            _file.Dispose();
            File.Move(_path, target, overwrite);
            _kept = true;
        }
        catch (IOException) when (!overwrite && File.Exists(target))
        {
            throw DownloadFailures.Exists(target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadFailures.Write(target, e);
        }
        return Convert.ToHexString(_hash.GetHashAndReset()).ToLowerInvariant();
    }

    /// <summary>Closes the file, and removes it unless it has got its final name.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        _file.Dispose();
        if (!_kept) File.Delete(_path);
    }
}
