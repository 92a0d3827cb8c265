using Microsoft.CodeAnalysis;

namespace HiveMQBackup.ParameterSets;

/// <summary>One parameter set: an option of each of the cmdlet's choices.</summary>
internal sealed class ParameterSet(IReadOnlyList<string> options)
{
    private const string Mark = "OneOfAttribute";
    private const string When = "When";

    /// <summary>The name, such as "Id, Pod, Token".</summary>
    internal string Name { get; } = string.Join(", ", options);

    /// <summary>Whether one of these options is the set's.</summary>
    internal bool Has(IEnumerable<string> any) => options.Intersect(any).Any();

    /// <summary>All combinations of the choices that a cmdlet has, itself or from its base classes; its own come first.</summary>
    internal static IReadOnlyList<ParameterSet> AllOf(INamedTypeSymbol cmdlet)
    {
        IEnumerable<IReadOnlyList<string>> sets = [[]];
        foreach (var choice in cmdlet.Lineage().SelectMany(type => type.Marks(Mark)))
        {
            sets = sets.SelectMany(set => Extended(set, choice));
        }
        return [.. sets.Select(options => new ParameterSet(options))];
    }

    private static IEnumerable<IReadOnlyList<string>> Extended(IReadOnlyList<string> set, AttributeData choice)
    {
        var applies = choice.NamedArguments.All(condition => condition.Value.Texts().Any(set.Contains) == (condition.Key == When));
        return applies ? choice.Texts().Select(option => (IReadOnlyList<string>)[.. set, option]) : [set];
    }
}
