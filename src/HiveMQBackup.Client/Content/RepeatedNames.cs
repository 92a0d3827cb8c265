using System.IO.Hashing;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Content;

/// <summary>Finds names that several entries of an archive have, with 8 bytes for each entry.</summary>
/// <param name="archive">The archive.</param>
internal sealed class RepeatedNames(Archive archive)
{
    // Unknown to the writer of an archive, so that no names can be made to collide.
    private readonly long _seed = Random.Shared.NextInt64();
    private readonly ulong[] _hashes = new ulong[archive.End?.Entries ?? 0];
    private int _count;

    /// <summary>Adds the next entry.</summary>
    internal void Add(Entry entry) => _hashes[_count++] = HashOf(entry);

    /// <summary>The second and later entries of a name, of those that were added; a name is listed once.</summary>
    internal IEnumerable<Entry> Find()
    {
        var repeated = RepeatedHashes();
        if (repeated.Count == 0) yield break;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries().Take(_count).Where(entry => repeated.Contains(HashOf(entry))))
        {
            if (!seen.Add(entry.Name)) yield return entry;
        }
    }

    private HashSet<ulong> RepeatedHashes()
    {
        var sorted = _hashes.AsSpan(0, _count);
        sorted.Sort();
        var repeated = new HashSet<ulong>();
        for (var i = 1; i < sorted.Length && repeated.Count < Findings.MostListed; i++)
        {
            if (sorted[i] == sorted[i - 1]) repeated.Add(sorted[i]);
        }
        return repeated;
    }

    private ulong HashOf(Entry entry) => XxHash64.HashToUInt64(entry.NameBytes, _seed);
}
