namespace HiveMQBackup.Help;

/// <summary>A cmdlet's parameter.</summary>
/// <param name="Name">Its name, without the hyphen.</param>
/// <param name="Type">The short name of its type.</param>
/// <param name="Values">The values that there are, where those are few; else empty.</param>
/// <param name="IsSwitch">Whether it takes no value.</param>
/// <param name="TakesWildcards">Whether its value may hold wildcards.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="Uses">How it is used in which parameter sets.</param>
internal sealed record Parameter(
    string Name, string Type, IReadOnlyList<string> Values, bool IsSwitch, bool TakesWildcards, IReadOnlyList<string> Aliases, IReadOnlyList<ParameterUse> Uses)
{
    /// <summary>How it is used in a parameter set; null where it does not belong to that.</summary>
    internal ParameterUse? UseIn(string set) => Uses.FirstOrDefault(use => use.ParameterSet == set || use.ParameterSet is null);
}

/// <summary>How a parameter is used in a parameter set.</summary>
/// <param name="ParameterSet">The set's name, or null for all sets.</param>
/// <param name="IsMandatory">Whether it must be given.</param>
/// <param name="Position">Its position without a name, from 0; null where it needs its name.</param>
/// <param name="FromPipeline">Whether it takes the pipeline's objects.</param>
/// <param name="FromProperty">Whether it takes a property of that name of the pipeline's objects.</param>
internal sealed record ParameterUse(string? ParameterSet, bool IsMandatory, int? Position, bool FromPipeline, bool FromProperty);
