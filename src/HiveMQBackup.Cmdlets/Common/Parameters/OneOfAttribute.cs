namespace HiveMQBackup.Cmdlets.Common.Parameters;

/// <summary>
/// A choice of a cmdlet. Its parameter sets are all combinations of its choices, its own before those of its base classes; the
/// first options are those of the default set. The build writes the [Parameter] attributes of each set.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class OneOfAttribute(params string[] options) : Attribute
{
    internal IReadOnlyList<string> Options { get; } = options;

    /// <summary>The choice is made only after one of these.</summary>
    public string[] When { get; init; } = [];

    /// <summary>The choice is not made after one of these.</summary>
    public string[] Unless { get; init; } = [];
}
