namespace HiveMQBackup.Client.Content;

/// <summary>What was found in the entries that were read so far. Its size does not depend on theirs.</summary>
internal sealed class Findings
{
    /// <summary>How many problems, and how many different nodes and versions are listed at most.</summary>
    internal const int MostListed = 1000;

    private readonly List<Problem> _problems = [];
    private readonly SortedSet<string> _nodes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _versions = new(StringComparer.Ordinal);

    /// <summary>How much of each kind.</summary>
    internal ContentCounts Counts { get; } = new();

    /// <summary>The number of problems, listed or not.</summary>
    internal long ProblemCount { get; private set; }

    internal IReadOnlyCollection<Problem> Problems => _problems;

    internal IReadOnlyCollection<string> Nodes => _nodes;

    internal IReadOnlyCollection<string> Versions => _versions;

    internal DateTimeOffset? ExportedAt { get; private set; }

    internal DateTimeOffset? ExportedUntil { get; private set; }

    internal void Add(Problem problem)
    {
        ProblemCount++;
        if (_problems.Count < MostListed) _problems.Add(problem);
    }

    /// <summary>The problems since the last call.</summary>
    internal IReadOnlyList<Problem> TakeProblems()
    {
        if (_problems.Count == 0) return [];
        Problem[] taken = [.. _problems];
        _problems.Clear();
        return taken;
    }

    internal void AddNode(string node) => Add(node, _nodes);

    internal void AddVersion(string version) => Add(version, _versions);

    internal void AddExport(DateTimeOffset time)
    {
        if (ExportedAt is null || time < ExportedAt) ExportedAt = time;
        if (ExportedUntil is null || time > ExportedUntil) ExportedUntil = time;
    }

    /// <summary>Adds what another reader found.</summary>
    internal void Add(Findings other)
    {
        Counts.Add(other.Counts);
        foreach (var problem in other._problems) Add(problem);
        ProblemCount += other.ProblemCount - other._problems.Count;
        foreach (var node in other._nodes) AddNode(node);
        foreach (var version in other._versions) AddVersion(version);
        if (other.ExportedAt is { } first) AddExport(first);
        if (other.ExportedUntil is { } last) AddExport(last);
    }

    private static void Add(string name, SortedSet<string> names)
    {
        if (names.Count < MostListed || names.Contains(name)) names.Add(name);
    }
}
