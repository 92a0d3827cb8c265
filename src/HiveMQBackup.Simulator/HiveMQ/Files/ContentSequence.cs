namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Parts that follow each other, all with the same index.</summary>
internal sealed class ContentSequence(params Content[] parts) : Content(parts.Sum(part => part.Length))
{
    public override void Fill(long index, long offset, Span<byte> destination) => Fill(parts, index, offset, destination);

    public override uint Crc(long index)
    {
        var crc = 0u;
        foreach (var part in parts)
            crc = part.CrcAfter(crc, index);
        return crc;
    }
}
