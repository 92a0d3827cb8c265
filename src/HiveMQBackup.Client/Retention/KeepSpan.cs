using System.Globalization;
using System.Text.RegularExpressions;

namespace HiveMQBackup.Client.Retention;

/// <summary>A span of the calendar, such as 1y5m7d2h: years, months, days and hours.</summary>
/// <remarks>Source: restic 0.14.0, internal/restic/duration.go.</remarks>
public sealed partial record KeepSpan
{
    private long Years { get; init; }

    private long Months { get; init; }

    private long Days { get; init; }

    private TimeSpan Time { get; init; }

    /// <summary>Reads a span: 1y5m7d2h, or a time span with a colon in it, such as 7.12:00:00. Null if it is none, or is empty.</summary>
    public static KeepSpan? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var span = text.Contains(':', StringComparison.Ordinal) ? OfTime(text.Trim()) : OfUnits(text.Trim());
        return span is null || span == new KeepSpan() ? null : span;
    }

    private static KeepSpan? OfTime(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero ? new KeepSpan { Days = time.Days, Time = time - TimeSpan.FromDays(time.Days) } : null;

    private static KeepSpan? OfUnits(string text)
    {
        if (!Units().IsMatch(text)) return null;
        var span = new KeepSpan();
        var seen = new HashSet<char>();
        foreach (var part in Unit().Matches(text).Select(match => match.Value))
        {
            var unit = part[^1];
            // restic takes the last of two; it is more likely a slip.
            if (!seen.Add(unit) || !int.TryParse(part.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
            span = unit switch
            {
                'y' => span with { Years = count },
                'm' => span with { Months = count },
                'd' => span with { Days = count },
                _ => span with { Time = TimeSpan.FromHours(count) },
            };
        }
        return span;
    }

    /// <summary>The time this long before another one. A day that its month does not have counts on into the next month.</summary>
    /// <remarks>Source: Go's time.AddDate, which restic uses.</remarks>
    internal DateTime Before(DateTime time)
    {
        var months = (time.Year * 12L) + time.Month - 1 - (Years * 12) - Months;
        if (months < 12) return DateTime.MinValue;
        var first = new DateTime((int)(months / 12), (int)(months % 12) + 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var days = (first - DateTime.MinValue).Days + time.Day - 1 - Days;
        if (days < 0) return DateTime.MinValue;
        var clock = new TimeSpan((days * TimeSpan.TicksPerDay) + time.TimeOfDay.Ticks);
        return clock > Time ? DateTime.MinValue + (clock - Time) : DateTime.MinValue;
    }

    /// <summary>As restic writes it; a part of an hour, which restic does not know, as a time span.</summary>
    public override string ToString()
    {
        if (Time.Ticks % TimeSpan.TicksPerHour != 0) return (TimeSpan.FromDays(Days) + Time).ToString("c", CultureInfo.InvariantCulture);
        (long Count, char Unit)[] parts = [(Years, 'y'), (Months, 'm'), (Days, 'd'), ((long)Time.TotalHours, 'h')];
        return string.Concat(parts.Where(part => part.Count > 0).Select(part => $"{part.Count}{part.Unit}"));
    }

    [GeneratedRegex(@"^([0-9]+[ymdh])+$", RegexOptions.CultureInvariant)]
    private static partial Regex Units();

    [GeneratedRegex(@"[0-9]+[ymdh]", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();
}
