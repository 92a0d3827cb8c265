using System.Globalization;
using System.Text.RegularExpressions;
using HiveMQBackup.Client.Folders;

namespace HiveMQBackup.Client.Retention;

/// <summary>What the name of a saved file tells.</summary>
/// <param name="Id">The backup's id, or null.</param>
/// <param name="CreatedAt">When the backup was created, or null.</param>
/// <param name="HiveMQVersion">The version of HiveMQ, or null.</param>
/// <param name="IsOfBackup">Whether only a backup should have this name.</param>
internal sealed partial record SavedName(string? Id, DateTimeOffset? CreatedAt, string? HiveMQVersion, bool IsOfBackup)
{
    private const string Extension = ".backup";
    private const string TimeForm = "yyyyMMdd-HHmmss";

    /// <summary>Reads a name: HiveMQ's, the one that the client gives, or any other with an id in it.</summary>
    internal static SavedName Of(string name)
    {
        var isBackup = name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
        if (Published().Match(name) is { Success: true } published) return Found(published.Groups["id"].Value, null, published.Groups["version"].Value);
        if (Proposed().Match(name) is { Success: true } proposed) return Found(proposed.Groups["id"].Value, null, null);
        if (Fallback().Match(name) is { Success: true } fallback) return Found(fallback.Groups["id"].Value, fallback.Groups["time"].Value, null);
        return Found(BackupFolderName.IdIn(name), null, null) with { IsOfBackup = isBackup };
    }

    private static SavedName Found(string? id, string? time, string? version) => new(id, TimeOf(id) ?? TimeOf(time), version, IsOfBackup: true);

    // An id may have a fraction of the second, too.
    private static DateTimeOffset? TimeOf(string? text) =>
        text?.Length >= TimeForm.Length && text.AsSpan(TimeForm.Length).IndexOfAnyExceptInRange('0', '9') < 0
        && DateTimeOffset.TryParseExact(text.AsSpan(0, TimeForm.Length), TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    [GeneratedRegex(@"^(?<id>.+)\.hivemq-(?<version>.+)\.backup$", RegexOptions.CultureInvariant)]
    private static partial Regex Published();

    [GeneratedRegex(@"^hivemq-backup-(?<id>.+)\.backup$", RegexOptions.CultureInvariant)]
    private static partial Regex Proposed();

    [GeneratedRegex(@"^backup-(?<id>.+)-(?<time>\d{8}-\d{6})\.tar\.gz$", RegexOptions.CultureInvariant)]
    private static partial Regex Fallback();
}
