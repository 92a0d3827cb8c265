using System.Security.Cryptography;
using System.Text;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.Files;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>
/// The file under its temporary name while it is being downloaded: only its owner can read it, and it gets its final name
/// when it is complete. Otherwise it is removed, or kept for a later call to resume if requested.
/// </summary>
internal sealed class PartialFile : IBlockTarget, IDisposable
{
    private const int BlockLength = 512 * 1024;
    private const int WritingLength = 16 * 1024 * 1024;

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _path;
    private readonly Log _log;
    private bool _stays;
    private bool _kept;
    private long _writing;
    private bool _isOnDisk;

    private PartialFile(FileStream file, string path, bool stays, Log log)
    {
        _file = file;
        _path = path;
        _stays = stays;
        _log = log;
    }

    /// <summary>The number of bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>The path of the partial file, if it stays after an error.</summary>
    internal string? StaysAt => _stays && Length > 0 ? _path : null;

    /// <summary>Creates the file beside its final place.</summary>
    /// <param name="target">The final path.</param>
    /// <param name="expected">The length to reserve on the disk, so that a full one is noticed before the first byte; 0 for unknown.</param>
    /// <param name="identity">What identifies the file to a later call, or null if it is not to be kept.</param>
    /// <param name="log">Receives the messages about this file and leftover ones.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>.</exception>
    internal static PartialFile Create(string target, long expected, string? identity, Log log)
    {
        try
        {
            var created = identity is null ? Temporary(target, expected, log) : Lasting(PartialName.Lasting(target, identity), expected, log);
            LeftoverSweep.Beside(created._path, log);
            return created;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Write(target, e);
        }
    }

    private static PartialFile Lasting(string path, long expected, Log log) => new(NewFile.Create(path, expected), path, stays: true, log);

    private static PartialFile Temporary(string target, long expected, Log log)
    {
        var (file, path) = NewFile.CreateTemporary(target, expected);
        var created = new PartialFile(file, path, stays: false, log);
        LivePartials.Add(created);
        return created;
    }

    /// <summary>Resumes a file that an earlier call has left, after reading its content; null if there is none.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>: for example, another process writes it.</exception>
    internal static PartialFile? Reopen(string folder, string identity, Log log, CancellationToken cancel)
    {
        var path = PartialName.Find(folder, identity);
        if (path is null) return null;
        var file = new PartialFile(OwnFile.OpenToResume(path), path, stays: true, log);
        try
        {
            LeftoverSweep.Beside(path, log);
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
    /// What distinguishes a backup's partial file from all others: broker, id, time and length together. Null if the
    /// broker says too little for that.
    /// </summary>
    internal static string? IdentityOf(Backup backup, string broker)
    {
        if (backup is not { Bytes: { } bytes, CreatedAt: { } createdAt }) return null;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{broker}\n{backup.Id}\n{createdAt.UtcTicks}\n{bytes}"));
        return Convert.ToHexString(digest, 0, 8).ToLowerInvariant();
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
            Length = _writing += read;
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _isOnDisk = false;
        _hash.AppendData(bytes);
        try
        {
            _file.Write(bytes);
        }
        // For a file that is too large for its file system, .NET throws ArgumentOutOfRangeException.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw DownloadErrors.Write(_path, e);
        }
        Length += bytes.Length;
        BeginWriting();
    }

    // The disk writes while the download goes on, so that the flush at the end takes less time.
    private void BeginWriting()
    {
        if (Length - _writing < WritingLength) return;
        UnixFile.BeginWriting(_file, _writing, Length - _writing);
        _writing = Length;
    }

    /// <summary>Discards what has arrived so far.</summary>
    internal void StartOver()
    {
        Do(() =>
        {
            _file.SetLength(0);
            return 0;
        });
        _hash.GetHashAndReset();
        Length = _writing = 0;
    }

    /// <summary>Keeps no partial file: what has arrived is not the backup.</summary>
    internal void Discard() => _stays = false;

    private T Do<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Write(_path, e);
        }
    }

    /// <summary>Whether the file begins as a ZIP archive does, and the archive's end is not there.</summary>
    internal bool LacksEnd => Do(() => EndRecord.IsMissing(_file.SafeFileHandle, Length));

    /// <summary>Whether the file is a ZIP archive from its beginning to its end.</summary>
    internal bool IsWholeZip => Do(() => EndRecord.Find(_file.SafeFileHandle, Length) is not null);

    /// <summary>Tests whether the file is a whole backup.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>: it cannot be read back.</exception>
    internal Task<BackupReport> TestAsync(IProgress<TestProgress>? progress, CancellationToken cancel) => Task.Run(
        () => Do(() =>
        {
            using var archive = Archive.Of(_file.SafeFileHandle);
            return BackupTest.Run(archive, _path, progress, cancel);
        }),
        cancel);

    /// <summary>Writes the file to the disk.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>.</exception>
    internal Task FlushAsync(CancellationToken cancel) =>
        // A flush cannot be interrupted and may take as long as the disk is busy, so only the wait for it can be canceled.
        Task.Run(FlushToDisk, cancel).WaitAsync(cancel);

    /// <summary>The SHA-256 of the content, in lower-case hexadecimal.</summary>
    internal string Sha256() => Convert.ToHexString(_hash.GetCurrentHash()).ToLowerInvariant();

    /// <summary>Gives the file its final name, once it is on the disk: after a crash, a file with that name is still complete.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputFileExists"/>, <see cref="ErrorCode.WriteFailed"/>.</exception>
    internal void Complete(string target, bool overwrite)
    {
        if (!_isOnDisk) throw new InvalidOperationException("The file is not flushed to the disk.");
        // On other systems the lock is held to the end, so that no other run's sweep removes the file.
        if (OperatingSystem.IsWindows()) _file.Dispose();
        NewFile.Rename(_path, target, overwrite);
        _kept = true;
    }

    private void FlushToDisk() => Do(() =>
    {
        _file.Flush(flushToDisk: true);
        return _isOnDisk = true;
    });

    /// <summary>Closes the file, and removes it unless it has its final name or is to be kept.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        if (!OperatingSystem.IsWindows()) RemoveUnlessKept();
        _file.Dispose();
        if (OperatingSystem.IsWindows()) RemoveUnlessKept();
        LivePartials.Remove(this);
    }

    private void RemoveUnlessKept()
    {
        if (_kept || StaysAt is not null) return;
        try
        {
            File.Delete(_path);
        }
        catch (DirectoryNotFoundException)
        {
            // Its folder is gone, and the file with it.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn($"The partial file {_path} cannot be removed: {TerminalText.Shorten(e.Message, 500)} Remove it by hand.");
        }
    }

    /// <summary>Removes the file while its download is under way, since the process ends.</summary>
    internal void RemoveAtEnd()
    {
        // Windows cannot remove an open file.
        if (OperatingSystem.IsWindows()) _file.Dispose();
        RemoveUnlessKept();
    }
}
