using System.Buffers.Binary;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>The records in the archive's directory of some entries that follow each other.</summary>
/// <remarks>Source: PKWARE's APPNOTE.TXT 6.3.10, 4.3.12 and 4.5.3.</remarks>
/// <param name="entries">The entries.</param>
/// <param name="first">The first of them that has its record here.</param>
/// <param name="count">How many have their records here.</param>
/// <param name="zip64">Whether they begin so far behind that the offset needs 8 bytes.</param>
internal sealed class DirectoryRun(EntryRun entries, long first, long count, bool zip64) : Part(LengthOf(entries.NameLength, zip64) * count)
{
    private const int NameStart = 46;
    private const int ExtraLength = 12;

    private readonly int _recordLength = LengthOf(entries.NameLength, zip64);

    public static int LengthOf(int nameLength, bool zip64) => NameStart + nameLength + (zip64 ? ExtraLength : 0);

    public override void Fill(long index, long offset, Span<byte> destination)
    {
        Span<byte> scratch = stackalloc byte[_recordLength];
        while (destination.Length > 0)
        {
            var (record, start) = Math.DivRem(offset, _recordLength);
            Write(first + record, scratch);
            var part = scratch[(int)start..];
            var length = Math.Min(part.Length, destination.Length);
            part[..length].CopyTo(destination);
            destination = destination[length..];
            offset += length;
        }
    }

    private void Write(long number, Span<byte> record)
    {
        var (entry, index) = entries[number];
        var offset = entries.OffsetOf(number);
        record.Clear();
        "PK\x01\x02"u8.CopyTo(record);
        ZipEntry.WriteKind(entry.Time, zip64, record[4..]);
        // The version that wrote the entry, and then the same as in its header.
        ZipEntry.WriteKind(entry.Time, zip64, record[6..]);
        entry.WriteSizes(index, record[16..]);
        BinaryPrimitives.WriteUInt16LittleEndian(record[28..], (ushort)entry.Name.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[42..], zip64 ? uint.MaxValue : (uint)offset);
        entry.Name.Fill(index, 0, record.Slice(NameStart, (int)entry.Name.Length));
        if (zip64)
            WriteZip64(offset, record);
    }

    private static void WriteZip64(long offset, Span<byte> record)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(record[30..], ExtraLength);
        var extra = record[^ExtraLength..];
        BinaryPrimitives.WriteUInt16LittleEndian(extra, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(extra[4..], offset);
    }
}
