namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>A ZIP archive that is made on the fly: its entries, the directory of them, and its end.</summary>
internal sealed class ZipArchive
{
    private readonly Sequence _parts;

    /// <summary>Puts the archive together.</summary>
    /// <param name="runs">The entries.</param>
    /// <param name="isLarge">Whether it is so long that it has 64-bit fields in any case.</param>
    /// <param name="comment">The comment of an archive without entries.</param>
    public ZipArchive(IReadOnlyList<EntryRun> runs, bool isLarge, byte[] comment)
    {
        Entries = runs.Sum(run => run.Count);
        var directory = runs.SelectMany(DirectoryOf).ToArray();
        var start = runs.Count == 0 ? 0 : runs[^1].End;
        var zip64 = isLarge || Entries >= ushort.MaxValue || start >= uint.MaxValue;
        var end = TextPart.Of(ZipEnd.Of(Entries, start, directory.Sum(run => run.Length), zip64, comment));
        _parts = new Sequence([.. runs, .. directory, end]);
    }

    /// <summary>How many entries there are, folders included.</summary>
    public long Entries { get; }

    /// <summary>The length in bytes.</summary>
    public long Length => _parts.Length;

    /// <summary>Fills the destination with the content from this offset on.</summary>
    public void Fill(long offset, Span<byte> destination) => _parts.Fill(0, offset, destination);

    private static IEnumerable<Part> DirectoryOf(EntryRun run)
    {
        var near = run.CountBefore(uint.MaxValue);
        if (near > 0) yield return new DirectoryRun(run, 0, near, zip64: false);
        if (near < run.Count) yield return new DirectoryRun(run, near, run.Count - near, zip64: true);
    }

    private sealed class Sequence(Part[] parts) : Part(parts.Sum(part => part.Length))
    {
        public override void Fill(long index, long offset, Span<byte> destination) => Fill(parts, index, offset, destination);
    }
}
