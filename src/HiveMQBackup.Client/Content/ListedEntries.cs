using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Content;

/// <summary>The entries that the directory of an archive lists.</summary>
internal static class ListedEntries
{
    /// <summary>Reads the entries. A directory that is damaged is a problem, and ends them.</summary>
    internal static IEnumerable<Entry> Read(Archive archive, Action<Problem> problem)
    {
        using var entries = archive.Entries().GetEnumerator();
        while (HasNext(entries, problem)) yield return entries.Current;
    }

    private static bool HasNext(IEnumerator<Entry> entries, Action<Problem> problem)
    {
        try
        {
            return entries.MoveNext();
        }
        catch (ArchiveException e)
        {
            problem(new Problem(null, e.Offset, e.Message));
            return false;
        }
    }
}
