namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>A part of the content of an entry: its checksum is known without making all its bytes.</summary>
internal abstract class Content : Part
{
    private uint? _shift;

    protected Content(long length)
        : base(length)
    {
    }

    /// <summary>The CRC-32 of the part.</summary>
    public abstract uint Crc(long index);

    /// <summary>The CRC-32 of what precedes the part, with this checksum, and the part.</summary>
    public uint CrcAfter(uint before, long index) => CrcShift.Multiply(_shift ??= CrcShift.Over(Length), before) ^ Crc(index);
}
