using System.Text.RegularExpressions;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>
/// Removes the partial files that killed runs have left in a folder. A run holds the lock of its file for as long as it lives, so a file
/// that can be opened exclusively is left over from a killed run. Files that -Resume has kept have names of another form and stay.
/// </summary>
internal static partial class LeftoverSweep
{
    // On a network share, another machine's lock might not be visible. A live run is idle for at most six attempts of a day each.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromDays(8);
    // Windows cannot rename an open file, so that a whole one is closed for a moment.
    private static readonly TimeSpan LongestRename = TimeSpan.FromMinutes(1);

    // File systems of this machine alone, in both of .NET's spellings: their locks show in every container on it.
    private static readonly HashSet<string> Local = new(StringComparer.OrdinalIgnoreCase)
    {
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "overlay", "overlayfs", "apfs", "hfs",
    };

    /// <summary>Sweeps the folder of a file that is being written. Never fails: what cannot be removed is left for the next time.</summary>
    internal static void Beside(string livePath, Log log)
    {
        try
        {
            // Where not even the file of this run shows its lock, locks prove nothing.
            if (OpenIfDead(livePath) is { } unlocked)
            {
                unlocked.Dispose();
                return;
            }
            var folder = Path.GetDirectoryName(livePath)!;
            var latest = DateTime.UtcNow - IdleFor(folder);
            foreach (var path in Directory.EnumerateFiles(folder, ".*.partial").Where(path => Name().IsMatch(Path.GetFileName(path)))) Sweep(path, latest, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Tell($"Could not look for partial files of earlier runs: {TerminalText.Shorten(e.Message, 500)}");
        }
    }

    private static void Sweep(string path, DateTime latest, Log log)
    {
        using var dead = OpenIfDead(path);
        if (dead is null || File.GetLastWriteTimeUtc(path) > latest) return;
        try
        {
            // Still open, so that nothing can begin to use it meanwhile.
            File.Delete(path);
            log.Tell($"Removed {path}, left over from a run that was killed.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Tell($"Cannot remove {path}, left over from a run that was killed: {TerminalText.Shorten(e.Message, 500)}");
        }
    }

    private static FileStream? OpenIfDead(string path)
    {
        try
        {
            // Sharing is for the removal alone: a live run shares its file with nothing.
            return OwnFile.Open(path, FileAccess.Read, FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Open in another process, gone, or not this user's.
            return null;
        }
    }

    private static TimeSpan IdleFor(string folder)
    {
        // A Windows file server keeps the locks of all machines.
        if (OperatingSystem.IsWindows()) return LongestRename;
        return Local.Contains(new DriveInfo(folder).DriveFormat) ? TimeSpan.Zero : LongestIdle;
    }

    [GeneratedRegex(@"^\..+\.[0-9a-f]{8}\.partial$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
