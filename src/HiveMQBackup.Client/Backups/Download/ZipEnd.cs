using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Tells from a file's beginning and end whether it is a ZIP archive, and whether all of it is there.</summary>
/// <remarks>Source: PKWARE's APPNOTE.TXT 6.3.10, 4.3.12 to 4.3.16.</remarks>
internal static class ZipEnd
{
    private const int SignatureLength = 4;
    private const uint LocalHeader = 0x04034b50;
    private const uint DirectoryEntry = 0x02014b50;
    private const uint EndRecord = 0x06054b50;
    private const uint Zip64EndRecord = 0x06064b50;
    private const uint Zip64Locator = 0x07064b50;
    private const int EndRecordLength = 22;
    private const int LocatorLength = 20;
    private const int Zip64EndRecordLength = 56;
    // Size and version of a ZIP64 record's head do not count in the size that it names.
    private const int Zip64Uncounted = 12;

    /// <summary>Whether the file begins as an archive does, with an entry or as an empty one.</summary>
    internal static bool Begins(SafeFileHandle file, long length) =>
        length >= SignatureLength && SignatureAt(file, 0) is LocalHeader or EndRecord;

    /// <summary>Whether the file ends with an archive's end record, directly after its directory, and starts with the archive.</summary>
    internal static bool IsWhole(SafeFileHandle file, long length)
    {
        if (!Begins(file, length)) return false;
        var tail = new byte[(int)Math.Min(length, EndRecordLength + ushort.MaxValue)];
        Read(file, length - tail.Length, tail);
        // The comment is what follows the record, and may hold anything, so that only one of a fitting length counts.
        for (var at = tail.Length - EndRecordLength; at >= 0; at--)
        {
            var record = tail.AsSpan(at);
            if (UInt32(record, 0) == EndRecord && UInt16(record, 20) == record.Length - EndRecordLength
                && DirectoryFits(record, length - tail.Length + at, file)) return true;
        }
        return false;
    }

    private static bool DirectoryFits(ReadOnlySpan<byte> record, long at, SafeFileHandle file)
    {
        var directory = new Directory(UInt16(record, 10), UInt32(record, 12), UInt32(record, 16), at);
        if (directory is not { Entries: ushort.MaxValue } and not { Size: uint.MaxValue } and not { Offset: uint.MaxValue }) return directory.Fits(file);
        // A number that is all ones may also be a real value.
        return directory.Fits(file) || (Zip64Directory(at, file) is { } large && large.Fits(file));
    }

    private static Directory? Zip64Directory(long end, SafeFileHandle file)
    {
        if (end < LocatorLength + Zip64EndRecordLength) return null;
        Span<byte> locator = stackalloc byte[LocatorLength];
        Read(file, end - LocatorLength, locator);
        var at = Int64(locator, 8);
        if (UInt32(locator, 0) != Zip64Locator || at < 0 || at > end - LocatorLength - Zip64EndRecordLength) return null;
        Span<byte> record = stackalloc byte[Zip64EndRecordLength];
        Read(file, at, record);
        var isRecord = UInt32(record, 0) == Zip64EndRecord && Int64(record, 4) == end - LocatorLength - at - Zip64Uncounted;
        return isRecord ? new Directory(Int64(record, 32), Int64(record, 40), Int64(record, 48), at) : null;
    }

    private static uint SignatureAt(SafeFileHandle file, long offset)
    {
        Span<byte> signature = stackalloc byte[SignatureLength];
        Read(file, offset, signature);
        return UInt32(signature, 0);
    }

    private static void Read(SafeFileHandle file, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0) throw new EndOfStreamException("The file is shorter than what was written to it.");
            offset += read;
            destination = destination[read..];
        }
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    // The archive's table of contents, as its end record describes it, and where it has to end.
    private readonly record struct Directory(long Entries, long Size, long Offset, long End)
    {
        internal bool Fits(SafeFileHandle file)
        {
            if (Offset < 0 || Size < 0 || Offset > End || Size != End - Offset) return false;
            return Entries == 0 ? Size == 0 && Offset == 0 : Size >= SignatureLength && SignatureAt(file, Offset) == DirectoryEntry && SignatureAt(file, 0) == LocalHeader;
        }
    }
}
