using System.Globalization;

namespace HiveMQBackup.Client.Retention;

/// <summary>Which files to keep: the last ones, and the newest of each hour, day, week, month or year. A file that any rule keeps is kept.</summary>
/// <remarks>Source: restic 0.14.0, ApplyPolicy in internal/restic/snapshot_policy.go. All times count in UTC.</remarks>
public sealed record KeepPolicy
{
    /// <summary>The number of newest files; 0 for no such rule, here and below.</summary>
    public int Last { get; init; }

    /// <summary>The number of hours of which the newest file is kept; hours without a file do not count, here and below.</summary>
    public int Hourly { get; init; }

    /// <summary>The number of days.</summary>
    public int Daily { get; init; }

    /// <summary>The number of ISO weeks, from Monday to Sunday.</summary>
    public int Weekly { get; init; }

    /// <summary>The number of months.</summary>
    public int Monthly { get; init; }

    /// <summary>The number of years.</summary>
    public int Yearly { get; init; }

    /// <summary>Keeps all files of this span before the newest file that is not in the future; null for no such rule.</summary>
    public KeepSpan? Within { get; init; }

    /// <summary>Whether there is no rule.</summary>
    public bool IsEmpty => this == new KeepPolicy();

    /// <summary>Decides about the files of one folder. A file that is not whole is kept, and no rule counts it.</summary>
    /// <param name="files">The files, newest first.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<KeepDecision> Decide(IReadOnlyList<SavedFile> files, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(files);
        SavedFile[] counted = [.. files.Where(file => file.Condition == FileCondition.Whole)];
        var reasons = new Queue<IReadOnlyList<string>>(Reasons([.. counted.Select(file => file.CreatedAt.UtcDateTime)], now.UtcDateTime));
        return [.. files.Select(file => file.Condition == FileCondition.Whole ? KeepDecision.ByRules(file, reasons.Dequeue()) : KeepDecision.Kept(file, WhyNotCounted(file.Condition)))];
    }

    private static string WhyNotCounted(FileCondition condition) => condition switch
    {
        FileCondition.InUse => KeepDecision.InUse,
        FileCondition.Unreadable => KeepDecision.Unreadable,
        _ => KeepDecision.NoWholeBackup,
    };

    /// <summary>The rules that keep each of these times, by the name of the rule.</summary>
    /// <param name="times">The times in UTC, newest first.</param>
    /// <param name="now">The time in UTC.</param>
    internal IReadOnlyList<IReadOnlyList<string>> Reasons(IReadOnlyList<DateTime> times, DateTime now)
    {
        var after = Within?.Before(times.FirstOrDefault(time => time < now));
        Bucket[] buckets =
        [
            new("last", Last, (_, index) => index),
            new("hourly", Hourly, (time, _) => time.Ticks / TimeSpan.TicksPerHour),
            new("daily", Daily, (time, _) => time.Ticks / TimeSpan.TicksPerDay),
            new("weekly", Weekly, (time, _) => (ISOWeek.GetYear(time) * 100) + ISOWeek.GetWeekOfYear(time)),
            new("monthly", Monthly, (time, _) => (time.Year * 100) + time.Month),
            new("yearly", Yearly, (time, _) => time.Year),
        ];
        return [.. times.Select((time, index) => (IReadOnlyList<string>)
            [.. time > after ? [$"within {Within}"] : Array.Empty<string>(), .. buckets.Where(bucket => bucket.Keeps(time, index)).Select(bucket => bucket.Name)])];
    }

    // Keeps the newest of each period, until it has kept enough.
    private sealed class Bucket(string name, int count, Func<DateTime, int, long> period)
    {
        private int _left = count;
        private long? _last;

        internal string Name => name;

        internal bool Keeps(DateTime time, int index)
        {
            var current = period(time, index);
            if (_left == 0 || current == _last) return false;
            _left--;
            _last = current;
            return true;
        }
    }
}
