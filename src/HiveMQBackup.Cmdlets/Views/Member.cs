using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>The values of an object's properties, also of one that has been deserialized.</summary>
internal static class Member
{
    internal static string? Text(PSObject? instance, string name) => Of(instance, name)?.ToString();

    internal static T? Value<T>(PSObject? instance, string name) where T : struct =>
        Of(instance, name) is { } value && LanguagePrimitives.TryConvertTo<T>(value, out var converted) ? converted : null;

    // A deserialized time is a text, or an object with the properties of one.
    internal static DateTimeOffset? Time(PSObject? instance, string name) =>
        Of(instance, name) is not { } value ? null
        : value is PSObject recorded && recorded.Properties["UtcDateTime"]?.Value is DateTime utc ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc))
        : LanguagePrimitives.TryConvertTo<DateTimeOffset>(value, out var time) ? time
        : null;

    internal static byte[]? Bytes(PSObject? instance, string name) =>
        Of(instance, name) is { } value && LanguagePrimitives.TryConvertTo<byte[]>(value, out var bytes) ? bytes : null;

    /// <summary>The texts of a list's items.</summary>
    internal static IReadOnlyList<string> Texts(PSObject? instance, string name) =>
        LanguagePrimitives.GetEnumerable(Of(instance, name)) is { } items ? [.. items.Cast<object?>().Select(item => item?.ToString() ?? "")] : [];

    private static object? Of(PSObject? instance, string name) => instance?.Properties[name]?.Value;
}
