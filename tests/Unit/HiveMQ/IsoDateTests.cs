using System.Globalization;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class IsoDateTests
{
    private static readonly DateTimeOffset Moment = new(2020, 5, 6, 8, 13, 17, TimeSpan.Zero);

    [Theory]
    [InlineData("2020-05-06T08:13:17Z")]
    [InlineData("2020-05-06T08:13:17z")]
    [InlineData("2020-05-06t08:13:17z")]
    [InlineData("  2020-05-06T08:13:17Z\n")]
    [InlineData("2020-05-06T08:13:17")]
    [InlineData("2020-05-06 08:13:17")]
    [InlineData("2020-05-06 08:13:17Z")]
    [InlineData("2020-05-06 08:13:17+00")]
    [InlineData("2020-05-06T08:13:17+00:00")]
    [InlineData("2020-05-06T08:13:17-00:00")]
    [InlineData("2020-05-06T10:13:17+02:00")]
    [InlineData("2020-05-06T10:13:17+0200")]
    [InlineData("2020-05-06T10:13:17+02")]
    [InlineData("2020-05-06T03:13:17-05:00")]
    [InlineData("2020-05-06T03:13:17-0500")]
    [InlineData("2020-05-06T03:13:17.000-0500")]
    [InlineData("2020-05-06T13:43:17+05:30")]
    [InlineData("2020-05-06T13:43:17+0530")]
    [InlineData("2020-05-06T08:13:17.0Z")]
    [InlineData("2020-05-06T08:13:17.000Z")]
    [InlineData("2020-05-06T08:13:17.000000000Z")]
    [InlineData("2020-05-06T08:13:17,000Z")]
    [InlineData("20200506T081317Z")]
    [InlineData("20200506T081317")]
    [InlineData("20200506T101317+0200")]
    [InlineData("20200506T081317.000Z")]
    [InlineData("20200506T031317-05")]
    public void Every_spelling_of_a_moment_is_that_moment(string text)
    {
        Assert.Equal(Moment, IsoDate.Parse(text));
    }

    [Theory]
    [InlineData("2020-05-06T08:13:17.5Z", 5_000_000)]
    [InlineData("2020-05-06T08:13:17.123Z", 1_230_000)]
    [InlineData("2020-05-06T08:13:17.123456Z", 1_234_560)]
    [InlineData("2020-05-06T08:13:17.1234567Z", 1_234_567)]
    [InlineData("2020-05-06T08:13:17.123456789Z", 1_234_567)]
    [InlineData("2020-05-06T08:13:17.123456789012Z", 1_234_567)]
    [InlineData("2020-05-06T10:13:17.123456789+0200", 1_234_567)]
    [InlineData("2020-05-06T08:13:17,123456789", 1_234_567)]
    [InlineData("2020-05-06 08:13:17.123456789", 1_234_567)]
    public void A_fraction_of_any_length_is_kept_as_far_as_it_can_be(string text, long ticks)
    {
        Assert.Equal(Moment.AddTicks(ticks), IsoDate.Parse(text));
    }

    [Theory]
    [InlineData("2020-05-06T08:13Z", 8, 13)]
    [InlineData("2020-05-06T08:13+02:00", 6, 13)]
    [InlineData("2020-05-06T08:13", 8, 13)]
    [InlineData("2020-05-06", 0, 0)]
    [InlineData("20200506", 0, 0)]
    public void What_is_left_out_is_zero(string text, int hour, int minute)
    {
        Assert.Equal(new DateTimeOffset(2020, 5, 6, hour, minute, 0, TimeSpan.Zero), IsoDate.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("yesterday")]
    [InlineData("2020-13-06T08:13:17Z")]
    [InlineData("2020-05-32")]
    [InlineData("2020-05-06T25:13:17Z")]
    [InlineData("06.05.2020 08:13:17")]
    [InlineData("05/06/2020")]
    [InlineData("2020-05-06T08:13:17+99:00")]
    [InlineData("T")]
    [InlineData("Z")]
    [InlineData("-")]
    [InlineData("+0200")]
    [InlineData("2020-05-06T")]
    [InlineData(".........Z")]
    public void What_is_no_date_is_none(string? text)
    {
        Assert.Null(IsoDate.Parse(text));
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    public void The_users_culture_changes_nothing(string culture)
    {
        CultureInfo.CurrentCulture = new CultureInfo(culture);

        Assert.Equal(Moment, IsoDate.Parse("2020-05-06T10:13:17.000+0200"));
    }

    [Theory]
    [InlineData(1_588_752_797)]
    [InlineData(1_588_752_797_000)]
    public void Seconds_and_milliseconds_since_1970_are_told_apart(long epoch)
    {
        Assert.Equal(Moment, IsoDate.FromEpoch(epoch));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(253_402_300_800_000)]
    public void An_epoch_out_of_range_is_none(long epoch)
    {
        Assert.Null(IsoDate.FromEpoch(epoch));
    }

    [Fact]
    public void The_epoch_itself_is_a_date()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch, IsoDate.FromEpoch(0));
    }
}
