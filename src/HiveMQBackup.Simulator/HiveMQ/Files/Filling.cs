namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>How the last session makes up for the rest of an exact length.</summary>
/// <param name="Characters">The characters of its payload, a multiple of 4 as base64 requires.</param>
/// <param name="Blanks">The empty lines after its messages.</param>
/// <param name="Blocks">The blocks of the entry.</param>
internal sealed record Filling(long Characters, int Blanks, long Blocks)
{
    private const int FewestCharacters = 32;

    /// <summary>The size in bytes of its payload.</summary>
    public long PayloadBytes => Characters / 4 * 3;

    /// <summary>The least.</summary>
    public static Filling Least { get; } = new(FewestCharacters, 0, 1);

    /// <summary>What makes an entry, which has this content with the least filling, longer by so many bytes.</summary>
    public static Filling By(long bytes, long leastContent)
    {
        // Further blocks have headers, too.
        const int header = StoredBlocks.HeaderLength;
        var blocks = Math.Max(1, (leastContent + bytes + header + header + StoredBlocks.Capacity - 1) / (StoredBlocks.Capacity + header));
        var (groups, blanks) = Math.DivRem(bytes - (header * (blocks - 1)), 4);
        return new Filling(FewestCharacters + (groups * 4), (int)blanks, blocks);
    }
}
