using System.Globalization;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>One page of the list of backups, and where the next one starts.</summary>
internal sealed record BackupPage(IReadOnlyList<SimulatedBackup> Backups, string? NextCursor)
{
    /// <summary>The page at the cursor, or null where the cursor is none of ours.</summary>
    public static BackupPage? Of(IReadOnlyList<SimulatedBackup> all, int? size, string? cursor)
    {
        var start = 0;
        if (!string.IsNullOrEmpty(cursor) && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out start))
            return null;
        var shuffled = Shuffled(all);
        var end = Math.Min(shuffled.Count, start + (size ?? shuffled.Count));
        var next = end < shuffled.Count ? end.ToString(CultureInfo.InvariantCulture) : null;
        return new BackupPage([.. shuffled.Skip(start).Take(end - start)], next);
    }

    /// <summary>An order that is neither newest nor oldest first, as HiveMQ promises none: every other one, then the rest.</summary>
    public static IReadOnlyList<SimulatedBackup> Shuffled(IReadOnlyList<SimulatedBackup> all)
    {
        var oldestFirst = all.OrderBy(backup => backup.CreatedAt).ToList();
        return [.. oldestFirst.Where((_, index) => index % 2 == 0), .. oldestFirst.Where((_, index) => index % 2 == 1)];
    }
}
