using System.Security.Cryptography;
using System.Text;
using HiveMQBackup.Client.Backups;

namespace HiveMQBackup.Client.Download;

/// <summary>
/// The file under its temporary name while it is being downloaded: only its owner can read it, and it gets its final name
/// when it is whole. Otherwise it is gone, or stays for a later call to go on with, if that was asked for.
/// </summary>
internal sealed class PartialFile : IBlockTarget, IDisposable
{
    private const string Extension = ".partial";
    private const int BlockLength = 512 * 1024;

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _path;
    private bool _stays;
    private bool _kept;

    private PartialFile(FileStream file, string path, bool stays)
    {
        _file = file;
        _path = path;
        _stays = stays;
    }

    /// <summary>The number of bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>The path of the partial file, where it stays after a failure.</summary>
    internal string? StaysAt => _stays && Length > 0 ? _path : null;

    /// <summary>Creates the file beside its final place.</summary>
    /// <param name="target">The final path.</param>
    /// <param name="expected">The length to reserve on the disk, so that a full one is noticed before the first byte; 0 for unknown.</param>
    /// <param name="identity">What a later call recognises the file by, or null where it is not to stay.</param>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.WriteFailed"/>.</exception>
    internal static PartialFile Create(string target, long expected, string? identity)
    {
        var path = identity is null
            ? Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid().ToString("N")[..8]}{Extension}")
            : $"{target}.{identity}{Extension}";
        return Open(path, target, FileMode.CreateNew, expected, identity is not null);
    }

    /// <summary>Goes on with a file that an earlier call has left, after reading what is in it; null where there is none.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.WriteFailed"/>: for example, another process writes it.</exception>
    internal static PartialFile? Reopen(string folder, string identity, CancellationToken cancel)
    {
        if (!Directory.Exists(folder)) return null;
        var path = Directory.EnumerateFiles(folder).FirstOrDefault(f => f.EndsWith($".{identity}{Extension}", StringComparison.Ordinal));
        if (path is null) return null;
        var file = Open(path, path, FileMode.Open, 0, stays: true);
        try
        {
            file.HashWhatIsThere(cancel);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What tells a backup's partial file from every other one's: broker, id, time and length together. Null where the
    /// broker says too little for that.
    /// </summary>
    internal static string? IdentityOf(Backup backup, string broker)
    {
        if (backup is not { Bytes: { } bytes, CreatedAt: { } createdAt }) return null;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{broker}\n{backup.Id}\n{createdAt.UtcTicks}\n{bytes}"));
        return Convert.ToHexString(digest, 0, 8).ToLowerInvariant();
    }

    private static PartialFile Open(string path, string target, FileMode mode, long expected, bool stays)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, PreallocationSize = expected };
        if (!OperatingSystem.IsWindows() && mode == FileMode.CreateNew) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new PartialFile(new FileStream(path, options), path, stays);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadFailures.Write(target, e);
        }
    }

    // The checksum is over what is on the disk, in order.
    private void HashWhatIsThere(CancellationToken cancel)
    {
        var block = new byte[BlockLength];
        int read;
        while ((read = Do(() => _file.Read(block))) > 0)
        {
            cancel.ThrowIfCancellationRequested();
            _hash.AppendData(block, 0, read);
            Length += read;
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        // .NET calls a file that is too large for its file system an argument out of range.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw DownloadFailures.Write(_path, e);
        }
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Forgets what has arrived so far.</summary>
    internal void StartOver()
    {
        Do(() =>
        {
            _file.SetLength(0);
            return 0;
        });
        _hash.GetHashAndReset();
        Length = 0;
    }

    /// <summary>Lets nothing stay: what has arrived is not the backup.</summary>
    internal void Discard() => _stays = false;

    private T Do<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadFailures.Write(_path, e);
        }
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

    /// <summary>Closes the file, and removes it unless it has got its final name or is to stay.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        _file.Dispose();
        if (!_kept && !(_stays && Length > 0)) File.Delete(_path);
    }
}
