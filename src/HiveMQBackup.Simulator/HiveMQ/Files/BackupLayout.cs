namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>The archive of a backup, and what is in it.</summary>
internal sealed record BackupLayout(ZipArchive Archive, BackupCounts Counts)
{
    /// <summary>An archive without entries, with a comment of so many bytes.</summary>
    public static BackupLayout Empty(BackupIdentity identity, int commentLength)
    {
        var comment = new byte[commentLength];
        PayloadPool.Fill(PayloadPool.PlaceOf(identity.Seed, 0), comment);
        return new BackupLayout(new ZipArchive([], isLarge: false, comment), new BackupCounts(0, [], 0, 0, 0, 0, 0));
    }

    /// <summary>The archive of a plan.</summary>
    /// <param name="identity">What follows from the backup's id.</param>
    /// <param name="plan">What the backup consists of.</param>
    /// <param name="filling">What the last session, which fills the file up, has; null: there is none.</param>
    /// <param name="isLarge">Whether the archive has 64-bit fields in any case.</param>
    public static BackupLayout Of(BackupIdentity identity, BackupPlan plan, Filling? filling = null, bool isLarge = false)
    {
        var xml = new EntryXml(identity, plan);
        var (files, rest) = Math.DivRem(plan.RetainedMessages, plan.RetainedPerFile);
        var retainedFiles = rest > 0 ? files + 1 : files;
        var sessions = filling is null ? plan.Sessions : plan.Sessions + 1;
        var runs = new List<EntryRun>();
        Add(Math.Min(retainedFiles, 1), 0, () => [xml.RetainedFolder]);
        Add(files, 0, () => [xml.Retained(plan.RetainedPerFile)]);
        Add(retainedFiles - files, files, () => [xml.Retained(rest)]);
        Add(Math.Min(sessions, 1), 0, () => [xml.SessionFolder]);
        Add(plan.Sessions, 0, () => xml.Sessions);
        Add(sessions - plan.Sessions, plan.Sessions, () => [xml.LastSession(filling!)]);
        var archive = new ZipArchive(runs, isLarge, []);
        return new BackupLayout(archive, new BackupCounts(
            archive.Entries,
            [.. identity.Nodes.Take((int)Math.Min(identity.Nodes.Count, Math.Max(retainedFiles, sessions)))],
            sessions,
            sessions * plan.SubscriptionsPerSession,
            (plan.Sessions * plan.QueuedPerSession) + (sessions - plan.Sessions),
            plan.RetainedMessages,
            plan.PayloadBytes + (filling?.PayloadBytes ?? 0)));

        void Add(long count, long firstIndex, Func<ZipEntry[]> kinds)
        {
            if (count > 0) runs.Add(new EntryRun(kinds(), count, runs.Count == 0 ? 0 : runs[^1].End, firstIndex));
        }
    }
}
