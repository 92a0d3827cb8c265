using System.Text.Json;

namespace HiveMQBackup.Client.Net;

/// <summary>Steps into JSON objects.</summary>
internal static class JsonPath
{
    /// <summary>The value at the end of a path of names; null if a step is missing or null.</summary>
    internal static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var next) || next.ValueKind == JsonValueKind.Null) return null;
            element = next;
        }
        return element;
    }
}
