using System.Globalization;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Faults.Fuzz;

public sealed class IsoDateFuzzTests
{
    [Fact(Timeout = Test.Limit)]
    public void No_text_makes_the_reader_of_dates_throw()
    {
        var random = new Random(RandomText.Seed);
        string[] pieces = ["2026", "-", "03", "01", "T", "t", " ", ":", "12", ".", ",", "123456789", "Z", "z", "+", "02:00", "0200", "02", "99", "24", "60", "−", "W10", "0000", "9999"];
        for (var i = 0; i < 100_000; i++)
        {
            IsoDate.Parse(i % 2 == 0 ? RandomText.Next(random, 40) : string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => pieces[random.Next(pieces.Length)])));
            IsoDate.FromEpoch(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
        }
        foreach (var epoch in new[] { long.MinValue, -1, 0, 99_999_999_999, 100_000_000_000, 253_402_300_799_999, 253_402_300_800_000, long.MaxValue }) IsoDate.FromEpoch(epoch);
    }

    [Fact(Timeout = Test.Limit)]
    public void A_date_is_read_in_any_form_that_it_was_written_in()
    {
        var random = new Random(RandomText.Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var offset = TimeSpan.FromMinutes(random.Next(-14 * 4, 14 * 4 + 1) * 15);
            var digits = random.Next(0, 10);
            var ticks = random.NextInt64(new DateTime(1971, 1, 2).Ticks, new DateTime(2999, 1, 1).Ticks);
            var step = (long)Math.Pow(10, 7 - Math.Min(7, digits));
            var date = new DateTimeOffset(ticks - (ticks % step), offset);
            var basic = random.Next(4) == 0;
            var text = date.ToString(basic ? "yyyyMMdd'T'HHmmss" : random.Next(3) == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
                + Fraction(random, date, digits) + Zone(random, ref date);
            Assert.True(IsoDate.Parse(text) == date, $"{text}: {IsoDate.Parse(text):O}, not {date:O}");
        }
    }

    private static string Fraction(Random random, DateTimeOffset date, int digits)
    {
        if (digits == 0) return "";
        var all = (date.Ticks % TimeSpan.TicksPerSecond).ToString("0000000", CultureInfo.InvariantCulture) + "00";
        return (random.Next(4) == 0 ? "," : ".") + all[..digits];
    }

    private static string Zone(Random random, ref DateTimeOffset date)
    {
        var sign = date.Offset < TimeSpan.Zero ? "-" : "+";
        switch (random.Next(5))
        {
            case 0:
                date = new DateTimeOffset(date.DateTime, TimeSpan.Zero);
                return "Z";
            case 1:
                date = new DateTimeOffset(date.DateTime, TimeSpan.Zero);
                return "";
            case 2:
                return $"{sign}{date.Offset:hhmm}";
            case 3 when date.Offset.Minutes == 0:
                return $"{sign}{date.Offset:hh}";
            default:
                return $"{sign}{date.Offset:hh\\:mm}";
        }
    }
}
