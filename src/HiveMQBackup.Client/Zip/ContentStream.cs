using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace HiveMQBackup.Client.Zip;

/// <summary>
/// The content of one entry, decompressed while it is read. It never delivers more than the length that the directory names, and
/// knows at its end whether length and CRC-32 are right.
/// </summary>
internal sealed class ContentStream : ForwardStream
{
    private const ushort Stored = 0;
    private const ushort Deflated = 8;

    private readonly Entry _entry;
    private readonly byte[] _block;
    private readonly Stream _content;
    private readonly long _mostAtOnce;
    private readonly CancellationToken _cancel;
    private readonly Crc32 _crc = new();
    private int _start;
    private int _filled;
    private long _length;
    private long _sinceMark;

    private ContentStream(Entry entry, Stream content, byte[] block, long mostAtOnce, CancellationToken cancel)
    {
        _block = block;
        _entry = entry;
        _content = content;
        _mostAtOnce = mostAtOnce;
        _cancel = cancel;
    }

    /// <summary>Opens the content of an entry.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="block">The memory for what is read ahead. Used until the stream is closed.</param>
    /// <param name="mostAtOnce">The number of bytes that a reader may take between two calls of <see cref="Mark"/>.</param>
    /// <param name="taken">Receives the numbers of bytes that were read from the file.</param>
    /// <param name="cancel">Ends a read.</param>
    /// <exception cref="ArchiveException">The entry is damaged, encrypted, or compressed in another way.</exception>
    internal static ContentStream Open(SafeFileHandle file, Entry entry, byte[] block, long mostAtOnce, Action<int> taken, CancellationToken cancel)
    {
        if (entry.IsEncrypted) throw new ArchiveException(entry.Offset, "The entry is encrypted.");
        if (entry.Method is not (Stored or Deflated)) throw new ArchiveException(entry.Offset, $"The entry is compressed with method {entry.Method}, which HiveMQ does not use.");
        var range = new FileRange(file, LocalHeader.FindContent(file, entry), entry.CompressedLength, taken);
        return new ContentStream(entry, entry.Method == Stored ? range : new DeflateStream(range, CompressionMode.Decompress), block, mostAtOnce, cancel);
    }

    /// <summary>Lets the reader take the whole number of bytes again.</summary>
    internal void Mark() => _sinceMark = 0;

    /// <inheritdoc/>
    /// <exception cref="ArchiveException">The content is damaged.</exception>
    /// <exception cref="TooMuchAtOnceException">The reader takes too much at once.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_start == _filled && !Fill()) return 0;
        var count = Math.Min(buffer.Length, _filled - _start);
        _block.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        _sinceMark += count;
        return _sinceMark <= _mostAtOnce ? count : throw new TooMuchAtOnceException();
    }

    // XML is read in small pieces, which would be expensive to decompress each for itself.
    private bool Fill()
    {
        _cancel.ThrowIfCancellationRequested();
        _start = 0;
        _filled = ReadContent();
        _length += _filled;
        if (_length > _entry.Length) throw new ArchiveException(_entry.Offset, $"The content is longer than the {_entry.Length} bytes that the directory names.");
        _crc.Append(_block.AsSpan(0, _filled));
        return _filled > 0;
    }

    private int ReadContent()
    {
        try
        {
            return _content.Read(_block);
        }
        catch (InvalidDataException)
        {
            throw new ArchiveException(_entry.Offset, "The compressed content is damaged.");
        }
    }

    /// <summary>Reads what is left, and compares length and CRC-32 with the directory.</summary>
    /// <exception cref="ArchiveException">The content is damaged.</exception>
    internal void EnsureWhole()
    {
        while (Fill())
        {
            // Only length and CRC-32 matter.
        }
        if (_length != _entry.Length) throw new ArchiveException(_entry.Offset, $"The content has {_length} bytes, but the directory names {_entry.Length}.");
        var crc = _crc.GetCurrentHashAsUInt32();
        if (crc != _entry.Crc) throw new ArchiveException(_entry.Offset, $"The content is damaged: its CRC-32 is {crc:x8}, but the directory names {_entry.Crc:x8}.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The reader wanted more at once than any valid content has.</summary>
internal sealed class TooMuchAtOnceException() : Exception("A tag, a comment or a value is longer than any of a backup.");
