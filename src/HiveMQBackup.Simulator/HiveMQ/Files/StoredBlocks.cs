using System.Buffers.Binary;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Content as deflate writes what it does not compress: blocks with a header each.</summary>
/// <remarks>Source: RFC 1951, 3.2.4.</remarks>
/// <param name="content">What the blocks hold.</param>
/// <param name="blocks">How many there are; a last one more than the content needs is empty.</param>
internal sealed class StoredBlocks(Content content, long blocks) : Part(content.Length + (blocks * HeaderLength))
{
    /// <summary>How much content a block holds.</summary>
    public const int Capacity = ushort.MaxValue;

    /// <summary>What a block needs besides its content.</summary>
    public const int HeaderLength = 5;

    // Before an empty last block, the others are not always full.
    private readonly long _lastStart = ((blocks - 1) * HeaderLength) + Math.Min(content.Length, (blocks - 1) * Capacity);

    /// <summary>As few blocks as the content needs.</summary>
    public StoredBlocks(Content content)
        : this(content, BlocksFor(content.Length))
    {
    }

    public override void Fill(long index, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var (block, start) = offset < _lastStart ? Math.DivRem(offset, Capacity + HeaderLength) : (blocks - 1, offset - _lastStart);
            var length = (int)Math.Clamp(content.Length - (block * Capacity), 0, Capacity);
            var count = Math.Min(HeaderLength + length - (int)start, destination.Length);
            FillBlock(new Block(block, length, block == blocks - 1), index, (int)start, destination[..count]);
            destination = destination[count..];
            offset += count;
        }
    }

    private static long BlocksFor(long length) => Math.Max(1, (length + Capacity - 1) / Capacity);

    private void FillBlock(Block block, long index, int start, Span<byte> destination)
    {
        if (start < HeaderLength)
        {
            Span<byte> header = stackalloc byte[HeaderLength];
            header[0] = Convert.ToByte(block.IsLast);
            BinaryPrimitives.WriteUInt16LittleEndian(header[1..], (ushort)block.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(header[3..], (ushort)~block.Length);
            var count = Math.Min(HeaderLength - start, destination.Length);
            header.Slice(start, count).CopyTo(destination);
            destination = destination[count..];
            start += count;
        }
        if (destination.Length > 0)
            content.Fill(index, (block.Number * Capacity) + start - HeaderLength, destination);
    }

    private readonly record struct Block(long Number, int Length, bool IsLast);
}
