using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HiveMQBackup.ParameterSets;

/// <summary>The code that makes a property a parameter.</summary>
internal static class ParameterCode
{
    private const string With = "WithAttribute";
    private const string Without = "WithoutAttribute";

    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Whether the property is a parameter of some of the sets only.</summary>
    internal static bool IsFor(IPropertySymbol property) => Marks(property).Any();

    /// <summary>The other half of a partial property of the cmdlet, or the override of a base class's.</summary>
    internal static string Of(IPropertySymbol property, INamedTypeSymbol cmdlet, IReadOnlyList<ParameterSet> sets)
    {
        var isOwn = SymbolEqualityComparer.Default.Equals(property.ContainingType, cmdlet);
        var attributes = Marks(property).SelectMany(mark => Parameters(mark, sets));
        // PowerShell does not look at the attributes of an overridden property.
        if (!isOwn) attributes = attributes.Concat(property.GetAttributes().Except(Marks(property)).Select(Copy));
        var head = $"public {(isOwn ? "partial" : "override")} {property.Type.ToDisplayString(Full)} {property.Name}";
        var (get, set) = isOwn ? ("field", "field = value") : ($"base.{property.Name}", $"base.{property.Name} = value");
        var doc = isOwn ? "" : "    /// <inheritdoc/>\n";
        return $"{doc}{string.Concat(attributes.Select(a => $"    [{a}]\n"))}    {head} {{ get => {get}; set => {set}; }}\n";
    }

    private static IEnumerable<AttributeData> Marks(IPropertySymbol property) => property.Marks(With).Concat(property.Marks(Without));

    private static IEnumerable<string> Parameters(AttributeData mark, IReadOnlyList<ParameterSet> sets)
    {
        var how = mark.NamedArguments.Select(named => $"{named.Key} = {Code(named.Value)}").ToList();
        var own = sets.Where(set => set.Has(mark.Texts()) == (mark.AttributeClass!.Name == With)).ToList();
        if (own.Count == sets.Count) return [Parameter(how)];
        return own.Select(set => Parameter([$"ParameterSetName = {SymbolDisplay.FormatLiteral(set.Name, quote: true)}", .. how]));
    }

    private static string Parameter(IEnumerable<string> how) => $"global::System.Management.Automation.Parameter({string.Join(", ", how)})";

    private static string Copy(AttributeData attribute)
    {
        var arguments = attribute.ConstructorArguments.Select(Code).Concat(attribute.NamedArguments.Select(named => $"{named.Key} = {Code(named.Value)}"));
        return $"{attribute.AttributeClass!.ToDisplayString(Full)}({string.Join(", ", arguments)})";
    }

    private static string Code(TypedConstant value) => value.Kind switch
    {
        TypedConstantKind.Type => $"typeof({((ITypeSymbol)value.Value!).ToDisplayString(Full)})",
        TypedConstantKind.Array => $"new[] {{ {string.Join(", ", value.Values.Select(Code))} }}",
        _ => value.ToCSharpString(),
    };
}
