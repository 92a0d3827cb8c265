using System.Globalization;
using HiveMQBackup.Client.Retention;

namespace HiveMQBackup.Unit.Retention;

/// <summary>Spans of the calendar, as restic reads and counts them.</summary>
public sealed class KeepSpanTests
{
    [Theory]
    [InlineData("1y5m7d2h", "1y5m7d2h")]
    [InlineData(" 2h7d ", "7d2h")]
    [InlineData("0y7d", "7d")]
    [InlineData("36h", "36h")]
    [InlineData("7.00:00:00", "7d")]
    [InlineData("1.12:00:00", "1d12h")]
    [InlineData("00:30:00", "00:30:00")]
    [InlineData("7.00:30:00", "7.00:30:00")]
    public void A_span_is_shown_as_restic_writes_it(string text, string shown) => Assert.Equal(shown, KeepSpan.Parse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("0d")]
    [InlineData("7")]
    [InlineData("d")]
    [InlineData("7w")]
    [InlineData("7D")]
    [InlineData("-7d")]
    [InlineData("7d7d")]
    [InlineData("7 d")]
    [InlineData("99999999999d")]
    [InlineData("00:00:00")]
    [InlineData("-1.00:00:00")]
    [InlineData("a:b")]
    [InlineData("٧d")]
    public void What_is_no_span_or_an_empty_one_is_rejected(string text) => Assert.Null(KeepSpan.Parse(text));

    // As time.AddDate counts: the month first, and a day that it does not have runs on into the next one.
    [Theory]
    [InlineData("2024-03-31T12:00:00", "1m", "2024-03-02T12:00:00")]
    [InlineData("2024-02-29T00:00:00", "1y", "2023-03-01T00:00:00")]
    [InlineData("2024-03-31T12:00:00", "1m1d", "2024-03-01T12:00:00")]
    [InlineData("2026-01-31T02:00:00", "2m3h", "2025-11-30T23:00:00")]
    [InlineData("2026-01-01T01:00:00", "2h", "2025-12-31T23:00:00")]
    [InlineData("2026-11-26T02:00:00", "1y13m45d", "2024-09-11T02:00:00")]
    [InlineData("2026-11-26T02:00:00", "00:30:00", "2026-11-26T01:30:00")]
    [InlineData("2026-11-26T02:00:00", "5000y", "0001-01-01T00:00:00")]
    [InlineData("2026-11-26T02:00:00", "2000000000d", "0001-01-01T00:00:00")]
    [InlineData("0001-01-01T00:00:00", "1h", "0001-01-01T00:00:00")]
    public void The_calendar_counts_back_as_in_Go(string from, string span, string expected)
    {
        var time = DateTime.SpecifyKind(DateTime.Parse(from, CultureInfo.InvariantCulture), DateTimeKind.Utc);

        Assert.Equal(expected, KeepSpan.Parse(span)!.Before(time).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
    }
}
