using System.Globalization;
using HiveMQBackup.Client.Retention;
using HiveMQBackup.Unit.Text;

namespace HiveMQBackup.Unit.Retention;

/// <summary>The rules keep what restic keeps, for the same reasons.</summary>
public sealed class KeepPolicyTests
{
    private static readonly DateTime Recorded = new(2026, 11, 26, 10, 58, 0, DateTimeKind.Utc);
    private static readonly string Table = Path.Combine(Repository.Root, "tests", "Unit", "Retention", "restic-0.14.0.txt");

    // A line with rules, and below it a line for each file.
    public static TheoryData<string> Recordings =>
        [.. File.ReadAllText(Table).ReplaceLineEndings("\n").Split("\n\n").Where(block => block.StartsWith("--keep", StringComparison.Ordinal)).Select(block => block.Trim())];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_rules_keep_what_restic_keeps(string recording)
    {
        var lines = recording.Split('\n', StringSplitOptions.TrimEntries);
        DateTime[] times = [.. lines.Skip(1).Select(line => DateTime.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal))];

        var reasons = PolicyOf(lines[0]).Reasons(times, Recorded);

        Assert.Equal(lines.Skip(1), times.Zip(reasons, (time, why) => $"{time:yyyy-MM-ddTHH:mm:ss} {string.Join(", ", why)}".Trim()));
    }

    [Fact]
    public void The_table_covers_every_rule_and_many_times() => Assert.InRange(Recordings.Count, 30, 100);

    private static KeepPolicy PolicyOf(string options)
    {
        var words = options.Split(' ');
        var values = words.Where((_, i) => i % 2 == 0).Zip(words.Where((_, i) => i % 2 == 1)).ToDictionary();
        int Count(string rule) => values.TryGetValue($"--keep-{rule}", out var count) ? int.Parse(count, CultureInfo.InvariantCulture) : 0;
        return new KeepPolicy
        {
            Last = Count("last"),
            Hourly = Count("hourly"),
            Daily = Count("daily"),
            Weekly = Count("weekly"),
            Monthly = Count("monthly"),
            Yearly = Count("yearly"),
            Within = values.TryGetValue("--keep-within", out var span) ? KeepSpan.Parse(span) : null,
        };
    }

    [Fact]
    public void A_file_that_is_not_whole_is_kept_and_no_rule_counts_it()
    {
        SavedFile[] files =
        [
            FileOf(5, FileCondition.InUse), FileOf(4, FileCondition.Incomplete), FileOf(3), FileOf(2, FileCondition.Unreadable), FileOf(1),
        ];

        var decisions = new KeepPolicy { Last = 1 }.Decide(files, Recorded);

        Assert.Equal(["in use", "no whole backup", "last", "not readable", "no rule keeps it"], decisions.Select(decision => Assert.Single(decision.Reasons)));
        Assert.Equal([true, true, true, true, false], decisions.Select(decision => decision.IsKept));
    }

    [Fact]
    public void A_policy_without_a_rule_is_empty()
    {
        Assert.True(new KeepPolicy().IsEmpty);
        Assert.False(new KeepPolicy { Yearly = 1 }.IsEmpty);
        Assert.False(new KeepPolicy { Within = KeepSpan.Parse("1h") }.IsEmpty);
    }

    private static SavedFile FileOf(int day, FileCondition condition = FileCondition.Whole) => new()
    {
        Path = $"/bk/{day}.backup",
        Folder = "/bk",
        Id = null,
        CreatedAt = new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero),
        Length = 1,
        LastWriteTime = default,
        HiveMQVersion = null,
        HasChecksum = false,
        Condition = condition,
    };
}
