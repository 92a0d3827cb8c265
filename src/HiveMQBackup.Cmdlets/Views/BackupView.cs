using System.Globalization;
using HiveMQBackup.Client.Backups;

namespace HiveMQBackup.Cmdlets;

/// <summary>The texts of the module's views; called by HiveMQBackup.Format.ps1xml.</summary>
public static class BackupView
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>The header above a table: the broker, the number of backups and their total size.</summary>
    public static string Header(HiveMQBackup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        var broker = backup.Context is null ? backup.Broker : $"{backup.Broker} ({backup.Context})";
        return backup.Listing is not { } listing ? broker
            : $"{broker}: {(listing.Count == 1 ? "1 backup" : $"{listing.Count} backups")}, {Size(listing.TotalBytes)}";
    }

    /// <summary>A size in the unit that suits it, with one digit behind the point; empty where it is unknown.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } left) return "";
        if (left < 1024) return $"{left} B";
        double value = left;
        var unit = 0;
        // 1023.95 would be shown as 1024.0.
        while (value >= 1023.95 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.CurrentCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary>A time in the user's own time zone; empty where it is unknown.</summary>
    public static string Time(DateTimeOffset? time) =>
        time?.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The name of the $PSStyle colour for a state; empty for a state that is not known.</summary>
    public static string Colour(string state) => state switch
    {
        null => "",
        _ when BackupState.IsSuccess(state) => "Green",
        _ when BackupState.IsTerminal(state) => "Red",
        _ when BackupState.All.Contains(state, StringComparer.OrdinalIgnoreCase) => "Yellow",
        _ => "",
    };

    /// <summary>A duration as people read it: 0.4 s, 12 s, 3:05, 1:02:03.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.CurrentCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } => $"{(int)duration.TotalSeconds} s",
        { TotalHours: < 1 } => $"{duration.Minutes}:{duration.Seconds:00}",
        _ => $"{(int)duration.TotalHours}:{duration.Minutes:00}:{duration.Seconds:00}",
    };
}
