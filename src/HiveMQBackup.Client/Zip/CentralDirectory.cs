using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HiveMQBackup.Client.Zip;

/// <summary>The directory at the end of a ZIP archive, read as a stream: only one entry is held at a time.</summary>
internal sealed class CentralDirectory(SafeFileHandle file, EndRecord end)
{
    internal const uint Signature = 0x02014b50;
    internal const int FixedLength = 46;

    // 6.3 of PKWARE's APPNOTE.TXT.
    internal const int NewestVersion = 63;

    private const int BufferLength = 256 * 1024;
    // A record with name, extra fields and comment of the greatest length.
    private const int LongestRecord = FixedLength + 3 * ushort.MaxValue;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[BufferLength];
    private int _start;
    private int _filled;
    private long _read = end.DirectoryOffset;

    /// <summary>The entries, in the order of the directory, which is also their order in the file.</summary>
    /// <exception cref="ArchiveException">The directory is damaged. Thrown while it is read.</exception>
    internal IEnumerable<Entry> Entries()
    {
        Entry? last = null;
        for (long count = 0; count < end.Entries; count++)
        {
            var at = _read - _filled + _start;
            var next = Next(at);
            if (last is null ? next.Offset != 0 : next.Offset <= last.Offset) throw OutOfOrder(at, next);
            if (last is not null) yield return last with { End = next.Offset };
            last = next;
        }
        if (_read - _filled + _start != end.DirectoryEnd) throw new ArchiveException(_read - _filled + _start, "The directory is longer than its entries.");
        if (last is not null) yield return last with { End = end.DirectoryOffset };
    }

    private static ArchiveException OutOfOrder(long at, Entry next) => new(at, $"The directory does not list the entries in their order, without a gap before the first: {next.Name} is at {next.Offset}.");

    private Entry Next(long at)
    {
        Fill();
        var available = _filled - _start;
        var record = new Fields(_buffer.AsSpan(_start, available));
        if (available < FixedLength || record.Signature != Signature) throw new ArchiveException(at, "The directory is damaged: an entry is missing.");
        if (record.UInt16(6) > NewestVersion) throw new ArchiveException(at, $"The directory requires version {record.UInt16(6) / 10.0} of the format, which does not exist.");
        if (record.UInt16(34) != 0) throw new ArchiveException(at, "The directory names a part of the archive that is in another file.");
        int name = record.UInt16(28), extra = record.UInt16(30), comment = record.UInt16(32);
        if (available < FixedLength + name + extra + comment) throw new ArchiveException(at, "The directory is damaged: an entry is longer than the directory.");
        var nameBytes = _buffer.AsSpan(_start + FixedLength, name).ToArray();
        var sizes = Zip64Extra.Read(record, _buffer.AsSpan(_start + FixedLength + name, extra)) ?? throw new ArchiveException(at, $"The sizes of {NameOf(nameBytes)} are missing in the directory.");
        _start += FixedLength + name + extra + comment;
        return new Entry
        {
            Name = NameOf(nameBytes),
            NameBytes = nameBytes,
            Offset = sizes.Offset,
            CompressedLength = sizes.Compressed,
            Length = sizes.Length,
            Crc = record.UInt32(16),
            Method = record.UInt16(10),
            Flags = record.UInt16(8),
            DosTime = record.UInt32(12),
        };
    }

    private static string NameOf(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private void Fill()
    {
        if (_filled - _start >= LongestRecord || _read >= end.DirectoryEnd) return;
        _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
        _filled -= _start;
        _start = 0;
        var more = (int)Math.Min(_buffer.Length - _filled, end.DirectoryEnd - _read);
        Fields.Read(file, _read, _buffer.AsSpan(_filled, more));
        _read += more;
        _filled += more;
    }
}
