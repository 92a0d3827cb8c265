namespace HiveMQBackup.Faults.Support;

/// <summary>The tests that measure time or memory, which run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredTests
{
    public const string Name = "measured";
}
