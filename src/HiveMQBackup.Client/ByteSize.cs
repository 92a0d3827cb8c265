using System.Globalization;

namespace HiveMQBackup.Client;

/// <summary>Sizes as people read them.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>A size in the unit that suits it, with one decimal, in the current culture.</summary>
    public static string Text(long bytes)
    {
        if (bytes < 1024) return $"{bytes} B";
        double value = bytes;
        var unit = 0;
        // 1023.95 would be shown as 1024.0.
        while (value >= 1023.95 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.CurrentCulture, $"{value:0.0} {Units[unit]}");
    }
}
