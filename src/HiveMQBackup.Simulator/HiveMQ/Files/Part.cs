namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>A part of a backup file that occurs many times: always of the same length, with content that depends on its index.</summary>
internal abstract class Part(long length)
{
    /// <summary>The length in bytes.</summary>
    public long Length { get; } = length;

    /// <summary>Fills the destination with the content from this offset on. The destination ends where the part ends, or before.</summary>
    public abstract void Fill(long index, long offset, Span<byte> destination);

    /// <summary>Fills the destination with parts that follow each other.</summary>
    protected static void Fill(ReadOnlySpan<Part> parts, long index, long offset, Span<byte> destination)
    {
        foreach (var part in parts)
        {
            if (destination.Length == 0) return;
            if (offset < part.Length)
            {
                var length = (int)Math.Min(part.Length - offset, destination.Length);
                part.Fill(index, offset, destination[..length]);
                destination = destination[length..];
                offset += length;
            }
            offset -= part.Length;
        }
    }
}
