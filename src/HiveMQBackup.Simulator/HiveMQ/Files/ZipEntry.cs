using System.Buffers.Binary;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>An entry of the archive: header, name, data, and after them checksum and sizes, as HiveMQ's stream writes them.</summary>
/// <remarks>Source: PKWARE's APPNOTE.TXT 6.3.10, 4.3.7 to 4.3.9.</remarks>
internal sealed class ZipEntry : Part
{
    // The bits say that sizes follow the data, and that the name is UTF-8.
    private const ushort Flags = 0x0808;
    private const ushort Deflate = 8;
    private const ushort Version = 20;
    private const int DescriptorLength = 16;

    // An empty block with fixed Huffman codes: what Java writes for a folder.
    private static readonly byte[] EmptyData = [3, 0];

    private readonly Content? _content;
    private readonly Part _header;
    private readonly Part _data;

    /// <summary>An entry with content.</summary>
    public ZipEntry(TextPart name, DateTime time, Content content)
        : this(name, time, content, new StoredBlocks(content))
    {
    }

    /// <summary>An entry whose content is in so many blocks.</summary>
    public ZipEntry(TextPart name, DateTime time, Content content, long blocks)
        : this(name, time, content, new StoredBlocks(content, blocks))
    {
    }

    private ZipEntry(TextPart name, DateTime time, Content? content, Part data)
        : base(HeadOf(name, time).Length + name.Length + data.Length + DescriptorLength)
    {
        if (data.Length >= uint.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(content), content?.Length, "An entry cannot have 4 GB or more.");
        _content = content;
        _data = data;
        _header = name.After(HeadOf(name, time));
        Name = name;
        Time = time;
    }

    /// <summary>The name, which depends on the index.</summary>
    public TextPart Name { get; }

    /// <summary>The length in bytes of its content.</summary>
    public long ContentLength => _content?.Length ?? 0;

    /// <summary>The time of all entries.</summary>
    public DateTime Time { get; }

    /// <summary>An entry for a folder.</summary>
    public static ZipEntry Folder(TextPart name, DateTime time) => new(name, time, null, TextPart.Of(EmptyData));

    public override void Fill(long index, long offset, Span<byte> destination)
    {
        var end = offset + destination.Length;
        var descriptor = Length - DescriptorLength;
        if (offset < descriptor)
        {
            var length = (int)(Math.Min(descriptor, end) - offset);
            Fill([_header, _data], index, offset, destination[..length]);
            destination = destination[length..];
            offset += length;
        }
        if (destination.Length > 0)
            FillDescriptor(index, (int)(offset - descriptor), destination);
    }

    /// <summary>Writes checksum, compressed size and size, as they are in the descriptor and in the directory.</summary>
    public void WriteSizes(long index, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, _content?.Crc(index) ?? 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)_data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], (uint)ContentLength);
    }

    /// <summary>Writes what local header and directory have in common: version, flags, method and time.</summary>
    public static void WriteKind(DateTime time, bool zip64, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, zip64 ? ZipEnd.Zip64Version : Version);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], Deflate);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], (ushort)((time.Hour << 11) | (time.Minute << 5) | (time.Second / 2)));
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], (ushort)(((time.Year - 1980) << 9) | (time.Month << 5) | time.Day));
    }

    private void FillDescriptor(long index, int start, Span<byte> destination)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorLength];
        "PK\x07\x08"u8.CopyTo(descriptor);
        WriteSizes(index, descriptor[4..]);
        descriptor.Slice(start, destination.Length).CopyTo(destination);
    }

    private static byte[] HeadOf(TextPart name, DateTime time)
    {
        var head = new byte[30];
        "PK\x03\x04"u8.CopyTo(head);
        WriteKind(time, zip64: false, head.AsSpan(4));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(26), (ushort)name.Length);
        return head;
    }
}
