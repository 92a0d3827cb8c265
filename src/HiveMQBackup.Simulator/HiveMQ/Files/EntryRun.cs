namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Entries of an archive that follow each other and repeat the same kinds in turn.</summary>
/// <param name="kinds">The kinds, all with names of the same length.</param>
/// <param name="count">How many entries there are.</param>
/// <param name="start">Where the first one begins in the archive.</param>
/// <param name="firstIndex">The index of the first one.</param>
internal sealed class EntryRun(ZipEntry[] kinds, long count, long start, long firstIndex) : Part(new Cycle<ZipEntry>(kinds, count).Length)
{
    private readonly Cycle<ZipEntry> _cycle = new(kinds, count);

    public long Count => count;

    public long End => start + Length;

    public int NameLength { get; } = (int)kinds[0].Name.Length;

    public override void Fill(long index, long offset, Span<byte> destination) => _cycle.Fill(firstIndex, offset, destination);

    /// <summary>Where an entry begins in the archive.</summary>
    public long OffsetOf(long entry) => start + _cycle.OffsetOf(entry);

    /// <summary>An entry, and its index.</summary>
    public (ZipEntry Kind, long Index) this[long entry] => (_cycle[entry], firstIndex + entry);

    /// <summary>How many of the entries begin before this offset of the archive.</summary>
    public long CountBefore(long offset)
    {
        var (least, most) = (0L, count);
        while (least < most)
        {
            var middle = least + ((most - least) / 2);
            if (OffsetOf(middle) < offset)
                least = middle + 1;
            else
                most = middle;
        }
        return least;
    }
}
