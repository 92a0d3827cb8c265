using Microsoft.Testing.Platform.Extensions.Messages;

namespace HiveMQBackup.Pester.Runner;

/// <summary>Makes the platform's test nodes out of Pester's results.</summary>
internal sealed class PesterNodes
{
    private const char Repetition = '#';
    private readonly Dictionary<string, int> _seen = [];

    /// <summary>The place in the source that a node's id names.</summary>
    internal static string PlaceOf(string uid) => uid[..uid.LastIndexOf(Repetition)];

    /// <summary>The node for the next result.</summary>
    internal TestNode Next(PesterResult result)
    {
        // A test with -ForEach is several at one place, in the same order every time.
        var repetition = _seen[result.Place] = _seen.GetValueOrDefault(result.Place) + 1;
        var line = new LinePosition(result.Line - 1, 0);
        var node = new TestNode
        {
            Uid = $"{result.Place}{Repetition}{repetition}",
            DisplayName = result.Name,
            Properties = new(State(result), new TestFileLocationProperty(result.File, new(line, line))),
        };
        if (result.StartedAt is { } start) node.Properties.Add(Timing(start, TimeSpan.FromMilliseconds(result.Milliseconds)));
        return node;
    }

    private static TestNodeStateProperty State(PesterResult result) => result.Outcome switch
    {
        "Discovered" => DiscoveredTestNodeStateProperty.CachedInstance,
        "Passed" => PassedTestNodeStateProperty.CachedInstance,
        "Skipped" or "Inconclusive" => new SkippedTestNodeStateProperty(result.Message),
        _ => new FailedTestNodeStateProperty(new PesterFailedException(result.Message, result.Stack)),
    };

    private static TimingProperty Timing(DateTimeOffset start, TimeSpan duration) => new(new TimingInfo(start, start + duration, duration));
}
