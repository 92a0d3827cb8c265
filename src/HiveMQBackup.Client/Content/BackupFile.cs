using HiveMQBackup.Client.Files;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Content;

/// <summary>The content of a backup file as a stream: one record at a time.</summary>
public static class BackupFile
{
    /// <summary>Reads the records of a file that match a filter, in the order of the file. Of a session, its subscriptions and messages come first.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="filter">Which records.</param>
    /// <param name="problem">Receives each problem, when it is met; reading continues with the next entry.</param>
    /// <param name="cancel">Ends a read.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>: the file cannot be read.</exception>
    public static IEnumerable<BackupRecord> Read(string path, ContentFilter filter, Action<Problem> problem, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(problem);
        using var records = Records(path, filter, problem, cancel).GetEnumerator();
        while (InputFile.Read(path, records.MoveNext)) yield return records.Current;
    }

    private static IEnumerable<BackupRecord> Records(string path, ContentFilter filter, Action<Problem> problem, CancellationToken cancel)
    {
        InputFile.EnsureRegular(path);
        using var archive = Archive.Open(path);
        var reader = new EntryReader(archive, filter.KeepsPayload, static _ => { });
        foreach (var entry in ListedEntries.Read(archive, problem))
        {
            if (!filter.CanHave(EntryName.Of(entry.Name).Part)) continue;
            foreach (var record in reader.Read(entry, cancel))
            {
                if (filter.Matches(record)) yield return record;
            }
            foreach (var found in reader.Findings.TakeProblems()) problem(found);
        }
    }
}
