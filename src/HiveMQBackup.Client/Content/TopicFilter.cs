namespace HiveMQBackup.Client.Content;

/// <summary>A topic filter of MQTT, with the wildcards + (one level) and # (all levels to the end).</summary>
/// <remarks>Source: MQTT 5.0, 4.7 and 4.8.2.</remarks>
public sealed class TopicFilter
{
    private const string SharePrefix = "$share/";

    private readonly string[] _levels;

    private TopicFilter(string[] levels) => _levels = levels;

    /// <summary>Reads a filter; <c>$share/group/filter</c> means filter.</summary>
    /// <returns>The filter, or null if MQTT does not allow it.</returns>
    public static TopicFilter? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var levels = WithoutShare(text).Split('/');
        var isValid = levels is not [""] && levels.Select((level, i) => IsLevel(level, isLast: i == levels.Length - 1)).All(valid => valid);
        return isValid ? new TopicFilter(levels) : null;
    }

    // A wildcard takes a whole level, and # only the last one.
    private static bool IsLevel(string level, bool isLast) =>
        level == "+" || level == "#" && isLast || level.IndexOfAny(['+', '#', '\0']) < 0;

    /// <summary>Whether a topic matches, or the filter of a subscription, which is taken as if it were a topic.</summary>
    public bool Matches(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var levels = WithoutShare(topic).Split('/');
        // A wildcard at the beginning does not match the broker's own topics.
        if (levels[0].StartsWith('$') && _levels[0] is "+" or "#") return false;
        for (var i = 0; i < _levels.Length; i++)
        {
            // # also stands for no level at all: a/# matches a.
            if (_levels[i] == "#") return true;
            if (i >= levels.Length || _levels[i] != "+" && _levels[i] != levels[i]) return false;
        }
        return levels.Length == _levels.Length;
    }

    private static string WithoutShare(string text)
    {
        if (!text.StartsWith(SharePrefix, StringComparison.Ordinal)) return text;
        var end = text.IndexOf('/', SharePrefix.Length);
        return end < 0 ? text : text[(end + 1)..];
    }
}
