namespace HiveMQBackup.Help;

/// <summary>A cmdlet as its assembly describes it.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Noun">The noun.</param>
/// <param name="Parameters">Its parameters, its own before those of its base classes.</param>
/// <param name="ParameterSets">The names of its parameter sets, the default one first; one without a name where it has none.</param>
/// <param name="Outputs">The full names of the types that it emits.</param>
internal sealed record Cmdlet(
    string Verb, string Noun, IReadOnlyList<Parameter> Parameters, IReadOnlyList<string> ParameterSets, IReadOnlyList<string> Outputs)
{
    internal string Name => $"{Verb}-{Noun}";

    /// <summary>Whether no set can do without a parameter; one that is mandatory only in some of them is a choice.</summary>
    internal bool AlwaysRequires(Parameter parameter) => ParameterSets.All(set => parameter.UseIn(set) is { IsMandatory: true });

    /// <summary>A parameter set's parameters as a syntax line names them: by position, then mandatory ones, then the rest.</summary>
    internal IEnumerable<(Parameter Parameter, ParameterUse Use)> Syntax(string set) => Parameters
        .Select(p => (Parameter: p, Use: p.UseIn(set)))
        .Where(p => p.Use is not null)
        .Select(p => (p.Parameter, p.Use!))
        .OrderBy(p => p.Item2.Position ?? int.MaxValue)
        .ThenByDescending(p => p.Item2.IsMandatory);
}
