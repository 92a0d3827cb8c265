using System.Buffers.Binary;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>The end of an archive, which says where its directory is.</summary>
/// <remarks>Source: PKWARE's APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16.</remarks>
internal static class ZipEnd
{
    /// <summary>The version of archives with 64-bit fields.</summary>
    public const ushort Zip64Version = 45;

    /// <summary>The length of the end without a comment and without 64-bit fields: that of an empty archive.</summary>
    public const int ShortLength = 22;

    private const int Zip64Length = 56;
    private const int LocatorLength = 20;

    // Signature and size do not count in the size that the record names.
    private const int Uncounted = 12;

    /// <summary>The end of an archive.</summary>
    /// <param name="entries">How many entries it has.</param>
    /// <param name="start">Where its directory begins.</param>
    /// <param name="size">How long its directory is.</param>
    /// <param name="zip64">Whether the numbers need 64-bit fields.</param>
    /// <param name="comment">Its comment.</param>
    public static byte[] Of(long entries, long start, long size, bool zip64, byte[] comment) =>
        zip64 ? [.. Zip64(entries, start, size), .. Short(ushort.MaxValue, uint.MaxValue, uint.MaxValue, comment)]
            : Short((ushort)entries, (uint)start, (uint)size, comment);

    private static byte[] Zip64(long entries, long start, long size)
    {
        var bytes = new byte[Zip64Length + LocatorLength];
        var record = bytes.AsSpan();
        "PK\x06\x06"u8.CopyTo(record);
        BinaryPrimitives.WriteInt64LittleEndian(record[4..], Zip64Length - Uncounted);
        BinaryPrimitives.WriteUInt16LittleEndian(record[12..], Zip64Version);
        BinaryPrimitives.WriteUInt16LittleEndian(record[14..], Zip64Version);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], entries);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], entries);
        BinaryPrimitives.WriteInt64LittleEndian(record[40..], size);
        BinaryPrimitives.WriteInt64LittleEndian(record[48..], start);
        var locator = record[Zip64Length..];
        "PK\x06\x07"u8.CopyTo(locator);
        BinaryPrimitives.WriteInt64LittleEndian(locator[8..], start + size);
        BinaryPrimitives.WriteUInt32LittleEndian(locator[16..], 1);
        return bytes;
    }

    private static byte[] Short(ushort entries, uint start, uint size, byte[] comment)
    {
        var record = new byte[ShortLength + comment.Length];
        "PK\x05\x06"u8.CopyTo(record);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(8), entries);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(10), entries);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12), size);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(16), start);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(20), (ushort)comment.Length);
        comment.CopyTo(record, ShortLength);
        return record;
    }
}
