using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace HiveMQBackup.Client.Zip;

/// <summary>The fixed fields of a record of a ZIP archive, by their offset in the record.</summary>
internal readonly ref struct Fields(ReadOnlySpan<byte> record)
{
    private readonly ReadOnlySpan<byte> _record = record;

    internal ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_record[at..]);

    internal uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_record[at..]);

    internal long Int64(int at) => BinaryPrimitives.ReadInt64LittleEndian(_record[at..]);

    internal uint Signature => UInt32(0);

    /// <summary>Fills the record from a file.</summary>
    /// <exception cref="EndOfStreamException">The file ends before it.</exception>
    internal static Fields Read(SafeFileHandle file, long offset, Span<byte> record)
    {
        for (var rest = record; rest.Length > 0;)
        {
            var read = RandomAccess.Read(file, rest, offset);
            if (read == 0) throw new EndOfStreamException("The file is shorter than it was.");
            offset += read;
            rest = rest[read..];
        }
        return new Fields(record);
    }
}
