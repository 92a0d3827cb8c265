using Microsoft.Win32.SafeHandles;

namespace HiveMQBackup.Client.Zip;

/// <summary>What surrounds the content of an entry: the header before it, and the descriptor after it. Both have to agree with the directory.</summary>
internal static class LocalHeader
{
    internal const uint Signature = 0x04034b50;

    private const uint DescriptorSignature = 0x08074b50;
    private const int FixedLength = 30;
    // CRC-32 and two sizes of 4 bytes or 8, with a signature or without.
    private const int LongestDescriptor = 24;

    /// <summary>Checks both, and that nothing lies between this entry and the next.</summary>
    /// <returns>Where the content begins.</returns>
    /// <exception cref="ArchiveException">They are damaged or differ.</exception>
    internal static long FindContent(SafeFileHandle file, Entry entry)
    {
        if (entry.End - entry.Offset < FixedLength + entry.NameBytes.Length) throw Overlaps(entry);
        Span<byte> bytes = stackalloc byte[FixedLength];
        var header = Fields.Read(file, entry.Offset, bytes);
        if (header.Signature != Signature) throw new ArchiveException(entry.Offset, "The entry has no header.");
        if (!Agrees(header, entry) || !HasName(file, entry)) throw new ArchiveException(entry.Offset, "The header of the entry and the directory differ.");
        var content = entry.Offset + FixedLength + header.UInt16(26) + header.UInt16(28);
        if (entry.CompressedLength > entry.End - content) throw Overlaps(entry);
        EnsureEnd(file, entry, content + entry.CompressedLength);
        return content;
    }

    private static ArchiveException Overlaps(Entry entry) => new(entry.Offset, "The entry overlaps the next one.");

    private static bool Agrees(Fields header, Entry entry)
    {
        if (header.UInt16(4) > CentralDirectory.NewestVersion || header.UInt16(6) != entry.Flags || header.UInt16(8) != entry.Method || header.UInt32(10) != entry.DosTime || header.UInt16(26) != entry.NameBytes.Length) return false;
        var (crc, compressed, length) = (header.UInt32(14), header.UInt32(18), header.UInt32(22));
        // Where they follow the content, nothing stands here, or what was known already.
        if (entry.HasDescriptor) return IsUnset(crc, entry.Crc) && IsUnset(compressed, entry.CompressedLength) && IsUnset(length, entry.Length);
        return crc == entry.Crc && IsSize(compressed, entry.CompressedLength) && IsSize(length, entry.Length);
    }

    private static bool IsUnset(uint value, long known) => value == 0 || IsSize(value, known);

    // All ones stand for a size in the ZIP64 extra field.
    private static bool IsSize(uint value, long known) => value == known || value == uint.MaxValue;

    private static bool HasName(SafeFileHandle file, Entry entry)
    {
        var name = entry.NameBytes.Length <= 512 ? stackalloc byte[entry.NameBytes.Length] : new byte[entry.NameBytes.Length];
        Fields.Read(file, entry.Offset + FixedLength, name);
        return name.SequenceEqual(entry.NameBytes);
    }

    private static void EnsureEnd(SafeFileHandle file, Entry entry, long end)
    {
        var length = entry.End - end;
        if (!entry.HasDescriptor)
        {
            if (length != 0) throw new ArchiveException(end, $"{length} bytes after the entry belong to no entry.");
            return;
        }
        if (length is not (12 or 16 or 20 or LongestDescriptor)) throw new ArchiveException(end, "The record after the entry, with its CRC-32 and its lengths, is missing.");
        Span<byte> bytes = stackalloc byte[LongestDescriptor];
        Fields.Read(file, end, bytes[..(int)length]);
        if (!IsDescriptor(bytes[..(int)length], entry)) throw new ArchiveException(end, "The record after the entry and the directory differ.");
    }

    // Java's writer uses 8 bytes for a size only where the entry is larger than 4 GB, without a ZIP64 extra field before it.
    private static bool IsDescriptor(ReadOnlySpan<byte> bytes, Entry entry)
    {
        if (bytes.Length is 16 or LongestDescriptor)
        {
            if (new Fields(bytes).Signature != DescriptorSignature) return false;
            bytes = bytes[sizeof(uint)..];
        }
        var record = new Fields(bytes);
        var (compressed, length) = bytes.Length == 12 ? (record.UInt32(4), record.UInt32(8)) : (record.Int64(4), record.Int64(12));
        return record.UInt32(0) == entry.Crc && compressed == entry.CompressedLength && length == entry.Length;
    }
}
