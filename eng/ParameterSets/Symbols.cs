using Microsoft.CodeAnalysis;

namespace HiveMQBackup.ParameterSets;

/// <summary>What the generator reads of types and their attributes.</summary>
internal static class Symbols
{
    /// <summary>A type and its base classes.</summary>
    internal static IEnumerable<INamedTypeSymbol> Lineage(this INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType) yield return t;
    }

    internal static IEnumerable<AttributeData> Marks(this ISymbol symbol, string attribute) => symbol.GetAttributes().Where(a => a.AttributeClass?.Name == attribute);

    /// <summary>The texts that the attribute's constructor takes.</summary>
    internal static IEnumerable<string> Texts(this AttributeData attribute) => attribute.ConstructorArguments.SelectMany(Texts);

    internal static IEnumerable<string> Texts(this TypedConstant texts) => texts.Values.Select(value => (string)value.Value!);
}
