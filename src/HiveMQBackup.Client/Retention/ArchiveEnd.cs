using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Retention;

/// <summary>What the end of a file tells: whether it is the archive of a backup, and when that was written.</summary>
/// <param name="Condition">Whether it is one; null if it is something else.</param>
/// <param name="Written">The time of its first entry, taken as UTC; null if there is none.</param>
internal readonly record struct ArchiveEnd(FileCondition? Condition, DateTimeOffset? Written)
{
    // A folder and an entry of each kind come first; what has none of them here is no backup.
    private const int FirstEntries = 16;

    // EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows.
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    /// <summary>Looks at a file. Reads its directory only as far as necessary.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="isNamedAsBackup">Whether only a backup should have its name.</param>
    internal static ArchiveEnd Of(string path, bool isNamedAsBackup)
    {
        try
        {
            using var archive = Archive.Open(path);
            return Of(archive, isNamedAsBackup);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Removed since the folder was listed.
            return default;
        }
        catch (Exception e) when (e is ArchiveException or IOException or UnauthorizedAccessException)
        {
            return new ArchiveEnd(isNamedAsBackup ? ConditionAfter(e) : null, null);
        }
    }

    private static ArchiveEnd Of(Archive archive, bool isNamedAsBackup)
    {
        if (archive.End is null) return new ArchiveEnd(isNamedAsBackup ? FileCondition.Incomplete : null, null);
        Entry[] first = [.. archive.Entries().Take(FirstEntries)];
        var isBackup = first.Length == 0 ? isNamedAsBackup : first.Any(entry => EntryName.Of(entry.Name).Part != Part.Unknown);
        return new ArchiveEnd(isBackup ? FileCondition.Whole : null, TimeOf(first));
    }

    private static DateTimeOffset? TimeOf(Entry[] entries) => entries is [{ Modified: { } time }, ..] ? new DateTimeOffset(time, TimeSpan.Zero) : null;

    /// <summary>Whether another process has the file open in a way that excludes this one.</summary>
    internal static bool IsLocked(IOException failure) => Locked.Contains(failure.HResult);

    private static FileCondition ConditionAfter(Exception failure) => failure switch
    {
        ArchiveException or EndOfStreamException => FileCondition.Incomplete,
        IOException locked when IsLocked(locked) => FileCondition.InUse,
        _ => FileCondition.Unreadable,
    };
}
