using System.Management.Automation;

namespace HiveMQBackup.Cmdlets;

/// <summary>Reads the properties of an object that is no longer, or never was, of a type of this module: deserialized, selected, or a row of a table.</summary>
internal static class RecordedObject
{
    /// <summary>The object's text properties; null for an object of a .NET type.</summary>
    internal static Func<string, string?>? Of(object? value) => value is PSObject { BaseObject: PSCustomObject } recorded ? name => Text(recorded, name) : null;

    private static string? Text(PSObject recorded, string name) => recorded.Properties[name]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
