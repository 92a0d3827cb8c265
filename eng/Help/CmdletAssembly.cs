using System.Reflection;
using System.Runtime.Loader;

namespace HiveMQBackup.Help;

/// <summary>Reads the cmdlets of a built assembly from their attributes. Nothing of it is run.</summary>
internal static class CmdletAssembly
{
    private const string Attributes = "System.Management.Automation.";
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The assembly's cmdlets, by name.</summary>
    internal static IReadOnlyList<Cmdlet> Read(string path)
    {
        var context = new AssemblyLoadContext("Cmdlets", isCollectible: true);
        context.Resolving += (c, name) =>
            Path.Combine(Path.GetDirectoryName(path)!, $"{name.Name}.dll") is var file && File.Exists(file) ? c.LoadFromAssemblyPath(file) : null;
        var types = context.LoadFromAssemblyPath(path).GetExportedTypes().Where(t => !t.IsAbstract);
        return [.. types.Select(Cmdlet).OfType<Cmdlet>().OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static Cmdlet? Cmdlet(Type type)
    {
        if (Find(type, "CmdletAttribute").SingleOrDefault() is not { } cmdlet) return null;
        var parameters = Lineage(type).SelectMany(t => t.GetProperties(Declared)).Select(Parameter).OfType<Parameter>().ToList();
        if (Named(cmdlet, "SupportsShouldProcess") is true) parameters.AddRange([Switch("WhatIf", "wi"), Switch("Confirm", "cf")]);
        var sets = parameters.SelectMany(p => p.Uses).Select(use => use.ParameterSet)
            .Prepend((string?)Named(cmdlet, "DefaultParameterSetName")).OfType<string>().Distinct().ToList();
        var outputs = Find(type, "OutputTypeAttribute").SelectMany(a => Values(a.ConstructorArguments[0]))
            .Select(v => v is Type t ? t.FullName! : (string)v!);
        return new Cmdlet(
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            parameters,
            sets.Count == 0 ? [""] : sets,
            [.. outputs]);
    }

    private static IEnumerable<Type> Lineage(Type type)
    {
        for (var t = type; t is not null; t = t.BaseType) yield return t;
    }

    private static Parameter? Parameter(PropertyInfo property)
    {
        var uses = Find(property, "ParameterAttribute").Select(Use).ToList();
        if (uses.Count == 0) return null;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new Parameter(
            property.Name,
            type.Name,
            type.IsEnum ? type.GetEnumNames() : Listed(property, "ValidateSetAttribute"),
            type.Name == "SwitchParameter",
            Find(property, "SupportsWildcardsAttribute").Any(),
            Listed(property, "AliasAttribute"),
            uses);
    }

    // What PowerShell itself adds to a cmdlet that supports -WhatIf.
    private static Parameter Switch(string name, string alias) =>
        new(name, "SwitchParameter", [], true, false, [alias], [new ParameterUse(null, false, null, false, false)]);

    private static ParameterUse Use(CustomAttributeData attribute) => new(
        (string?)Named(attribute, "ParameterSetName"),
        Named(attribute, "Mandatory") is true,
        (int?)Named(attribute, "Position"),
        Named(attribute, "ValueFromPipeline") is true,
        Named(attribute, "ValueFromPipelineByPropertyName") is true);

    private static IEnumerable<CustomAttributeData> Find(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().Where(a => a.AttributeType.FullName == Attributes + attribute);

    private static string[] Listed(MemberInfo member, string attribute) =>
        [.. Find(member, attribute).SelectMany(a => Values(a.ConstructorArguments[0])).Cast<string>()];

    private static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value;

    private static IEnumerable<object?> Values(CustomAttributeTypedArgument argument) =>
        argument.Value is IEnumerable<CustomAttributeTypedArgument> several ? several.Select(v => v.Value) : [argument.Value];
}
