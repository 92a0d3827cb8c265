using System.Globalization;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>Reads dates in every form of ISO 8601 that brokers and gateways use.</summary>
internal static class IsoDate
{
    private const double LongestSeconds = 100_000_000_000; // Beyond the year 5000: then it is milliseconds.
    private const double LongestMilliseconds = 253_402_300_800_000; // The year 10000.

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyyMMdd'T'HHmmssK", "yyyyMMdd'T'HHmmss.FFFFFFFK", "yyyy-MM-dd", "yyyyMMdd",
    ];

    /// <summary>The time, in UTC if no offset is given; null if the text is not a date.</summary>
    internal static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return DateTimeOffset.TryParseExact(Normal(text.Trim()), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    /// <summary>The time so many seconds, or milliseconds, after 1970; null if that is out of range.</summary>
    internal static DateTimeOffset? FromEpoch(double epoch) => epoch switch
    {
        >= 0 and < LongestSeconds => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(epoch * 1000)),
        >= LongestSeconds and < LongestMilliseconds => DateTimeOffset.FromUnixTimeMilliseconds((long)epoch),
        _ => null,
    };

    // .NET reads up to seven digits of a second, and offsets with a colon.
    private static string Normal(string text)
    {
        var zone = text.AsSpan(Math.Min(text.Length, 8)).LastIndexOfAny("+-Zz");
        var zoneAt = zone < 0 || !text.Contains('T', StringComparison.OrdinalIgnoreCase) && !text.Contains(' ', StringComparison.Ordinal) ? text.Length : zone + 8;
        var clock = text[..zoneAt].Replace(',', '.').Replace('t', 'T');
        var offset = text[zoneAt..];
        var dot = clock.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && clock.Length > dot + 8) clock = clock[..(dot + 8)];
        return clock + offset switch
        {
            "z" => "Z",
            { Length: 5 } => $"{offset[..3]}:{offset[3..]}",
            { Length: 3 } => $"{offset}:00",
            _ => offset,
        };
    }
}
