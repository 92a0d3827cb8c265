using Microsoft.Win32.SafeHandles;

namespace HiveMQBackup.Client.Zip;

/// <summary>A file that should be a ZIP archive. Its directory and its entries are read as streams, so that nothing of its size is held.</summary>
internal sealed class Archive : IDisposable
{
    private readonly bool _closes;

    private Archive(SafeFileHandle file, bool closes)
    {
        _closes = closes;
        File = file;
        Length = RandomAccess.GetLength(file);
        End = EndRecord.Find(file, Length);
    }

    /// <summary>The open file.</summary>
    internal SafeFileHandle File { get; }

    /// <summary>The file's length in bytes.</summary>
    internal long Length { get; }

    /// <summary>The end record; null if the file is no archive, or not a whole one.</summary>
    internal EndRecord? End { get; }

    /// <summary>Opens a file for reading; others can read it too.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    internal static Archive Open(string path)
    {
        var file = System.IO.File.OpenHandle(path, options: FileOptions.SequentialScan);
        try
        {
            return new Archive(file, closes: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that is open already; it stays open.</summary>
    internal static Archive Of(SafeFileHandle file) => new(file, closes: false);

    /// <summary>Whether the file begins as an archive does.</summary>
    internal bool Begins => EndRecord.Begins(File, Length);

    /// <summary>The entries in their order in the file.</summary>
    /// <exception cref="ArchiveException">The archive has no end record, or the directory is damaged. Thrown while it is read.</exception>
    internal IEnumerable<Entry> Entries()
    {
        if (End is null) throw Incomplete();
        foreach (var entry in new CentralDirectory(File, End).Entries()) yield return entry;
    }

    private ArchiveException Incomplete() => Length == 0
        ? new(0, "The file is empty.")
        : Begins ? new(Length, "The end of the archive is missing: the file is not complete.")
        : new(0, "The file is not a ZIP archive, and so not a HiveMQ backup.");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_closes) File.Dispose();
    }
}
