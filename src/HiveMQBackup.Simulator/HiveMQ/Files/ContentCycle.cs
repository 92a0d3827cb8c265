namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Messages or subscriptions of an entry, which repeat the same kinds in turn.</summary>
/// <param name="kinds">The kinds; the first one begins each entry.</param>
/// <param name="count">How many an entry has.</param>
/// <param name="stride">How many the entries before have, so that each has an index of its own.</param>
internal sealed class ContentCycle(Content[] kinds, long count, long stride) : Content(new Cycle<Content>(kinds, count).Length)
{
    private readonly Cycle<Content> _cycle = new(kinds, count);

    public override void Fill(long index, long offset, Span<byte> destination) => _cycle.Fill(index * stride, offset, destination);

    public override uint Crc(long index)
    {
        var crc = 0u;
        for (var member = 0L; member < count; member++)
            crc = _cycle[member].CrcAfter(crc, (index * stride) + member);
        return crc;
    }
}
