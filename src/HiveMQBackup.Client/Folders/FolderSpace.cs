using System.Globalization;
using System.Text.RegularExpressions;

namespace HiveMQBackup.Client.Folders;

/// <summary>A pod's backup folder and its free disk space.</summary>
/// <param name="Pod">The pod's name.</param>
/// <param name="Folder">The backup folder's path in the container.</param>
/// <param name="FreeBytes">The bytes that are available to the broker.</param>
public sealed partial record FolderSpace(string Pod, string Folder, long FreeBytes)
{
    /// <summary>The free disk space of a pod's backup folder.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.ExecFailed"/>, or a missing permission.</exception>
    internal static async Task<FolderSpace> OfAsync(PodShell shell, CancellationToken cancel)
    {
        var result = await shell.RunAsync(FolderScripts.Space, [], cancel).ConfigureAwait(false);
        return Parse(shell.Pod, result.Output) ?? throw FolderErrors.SpaceUnknown(shell, result);
    }

    /// <summary>Reads the output of <see cref="FolderScripts.Space"/>; null if it is something else.</summary>
    internal static FolderSpace? Parse(string pod, string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length < 2 || Table().Match(lines[^1]) is not { Success: true } row) return null;
        return long.TryParse(row.Groups["free"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var free) && free <= long.MaxValue / 1024
            ? new(pod, lines[0], free * 1024)
            : null;
    }

    // Size, used, available and capacity, as POSIX prescribes for df -P. A file system's name may contain spaces, or be on a line before.
    [GeneratedRegex(@"(^|\s)\d+\s+\d+\s+(?<free>\d+)\s+(\d+%|-)\s", RegexOptions.CultureInvariant)]
    private static partial Regex Table();
}
