using System.Globalization;
using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Retention;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>The texts of the module's views, its menus and its progress bars.</summary>
internal static class BackupView
{
    /// <summary>The header above a table: the broker and, if the list is known, the number of backups and their total size.</summary>
    internal static string Header(string? broker, string? context, BackupListing? listing)
    {
        var place = string.IsNullOrEmpty(context) ? broker ?? "" : $"{broker} ({context})";
        return listing is null ? place : $"{place}: {(listing.Count == 1 ? "1 backup" : $"{listing.Count} backups")}, {Size(listing.TotalBytes)}";
    }

    /// <summary>What the header above a table of saved files says; only whole backups count.</summary>
    internal static BackupListing Listing(IReadOnlyList<SavedFile> files) =>
        BackupListing.Of([.. files.Where(file => file.Condition == FileCondition.Whole).Select(file => (long?)file.Length)]);

    /// <summary>A backup's size, for a sentence.</summary>
    internal static string SizeOrUnknown(Backup backup) => backup.Bytes is null ? "size unknown" : Size(backup.Bytes);

    /// <summary>A size in the unit that suits it, with one decimal; empty if it is unknown.</summary>
    internal static string Size(long? bytes) => bytes is { } known ? ByteSize.Text(known) : "";

    /// <summary>A size with the exact number of bytes; empty if it is unknown.</summary>
    internal static string SizeWithBytes(long? bytes) => bytes is null ? "" : $"{Size(bytes)} ({bytes} bytes)";

    /// <summary>A number with the separators of the current culture; empty if it is unknown.</summary>
    internal static string Count(long? number) => number?.ToString("N0", CultureInfo.CurrentCulture) ?? "";

    /// <summary>A file's name in a column: without its extension, or without its middle, if it is too long.</summary>
    internal static string FileName(string name, int width)
    {
        var safe = TerminalText.Shorten(name, 1000);
        if (safe.Length <= width) return safe;
        var stem = Path.GetFileNameWithoutExtension(safe);
        return stem.Length < width ? $"{stem}…" : $"{safe[..(width / 2)]}…{safe[^(width - width / 2 - 1)..]}";
    }

    /// <summary>A text in lines of a column, broken between words where there is a place for it.</summary>
    internal static IEnumerable<string> Lines(string text, int width)
    {
        while (text.Length > width)
        {
            var space = text.LastIndexOf(' ', width);
            var end = space > 0 ? space : width;
            yield return text[..end];
            text = text[end..].TrimStart();
        }
        yield return text;
    }

    /// <summary>A time to the minute, where there is little room.</summary>
    internal static string Minute(DateTimeOffset? time) => time?.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A time in the user's own time zone; empty if it is unknown.</summary>
    internal static string Time(DateTimeOffset? time) =>
        time?.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A state in its color, green, red or yellow; an unknown one without. PowerShell removes the color where none is wanted.</summary>
    internal static string State(string? state) => state switch
    {
        null => "",
        _ when BackupState.IsSuccess(state) => $"\e[32m{state}\e[0m",
        _ when BackupState.IsTerminal(state) => $"\e[31m{state}\e[0m",
        _ when BackupState.All.Contains(state, StringComparer.OrdinalIgnoreCase) => $"\e[33m{state}\e[0m",
        _ => state,
    };

    /// <summary>What is done about a file, in its color: green or yellow.</summary>
    internal static string Action(string? action) => action switch
    {
        null => "",
        "Keep" => $"\e[32m{action}\e[0m",
        _ => $"\e[33m{action}\e[0m",
    };

    /// <summary>A duration as people read it: 0.4 s, 12 s, 3:05, 1:02:03.</summary>
    internal static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.CurrentCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } => $"{(int)duration.TotalSeconds} s",
        { TotalHours: < 1 } => $"{duration.Minutes}:{duration.Seconds:00}",
        _ => $"{(int)duration.TotalHours}:{duration.Minutes:00}:{duration.Seconds:00}",
    };
}

/// <summary>A backup that is shown as one of a list.</summary>
internal interface IListedBackup
{
    /// <summary>The list, or null if the backup did not come from one.</summary>
    BackupListing? Listing { get; }
}

/// <summary>What the header above a table of backups says.</summary>
/// <param name="Count">The number of backups.</param>
/// <param name="TotalBytes">The sum of their sizes, as far as they are known.</param>
internal sealed record BackupListing(int Count, long TotalBytes)
{
    /// <summary>The header of backups of these sizes. A broker can state any size: a sum that is out of range is the largest number.</summary>
    internal static BackupListing Of(IReadOnlyCollection<long?> sizes) =>
        new(sizes.Count, sizes.Aggregate(0L, (total, size) => size > long.MaxValue - total ? long.MaxValue : total + (size ?? 0)));
}
