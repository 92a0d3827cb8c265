using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>
/// The hidden properties that the views show, for HiveMQBackup.Types.ps1xml. They are code and not script, because
/// ConstrainedLanguage lets no script call a method. They work for objects that were deserialized as well.
/// </summary>
public static class ViewProperties
{
    /// <summary>The header above a table of backups.</summary>
    public static string Header(PSObject instance) => instance?.BaseObject is HiveMQBackup live
        ? BackupView.Header(live)
        : BackupView.Header(Text(instance, "Broker"), Text(instance, "Context"));

    /// <summary>The backup's size.</summary>
    public static string SizeText(PSObject instance) => BackupView.Size(Value<long>(instance, "Size"));

    /// <summary>The backup's size, with the exact number of bytes.</summary>
    public static string SizeWithBytes(PSObject instance) => WithBytes(Value<long>(instance, "Size"));

    /// <summary>The time of the backup's creation.</summary>
    public static string CreatedText(PSObject instance) => BackupView.Time(Time(Member(instance, "CreatedAt")));

    /// <summary>The name of the $PSStyle color of the backup's state.</summary>
    public static string StateColor(PSObject instance) => BackupView.Colour(Text(instance, "State"));

    /// <summary>The file's length, with the exact number of bytes.</summary>
    public static string LengthWithBytes(PSObject instance) => WithBytes(Value<long>(instance, "Length"));

    /// <summary>How long the download took, and how fast it was.</summary>
    public static string DurationWithSpeed(PSObject instance) => Value<TimeSpan>(instance, "Duration") is not { } duration ? ""
        : Value<long>(instance, "Length") is { } length && duration.TotalSeconds > 0
            ? $"{BackupView.Duration(duration)} ({BackupView.Size((long)(length / duration.TotalSeconds))}/s)"
            : BackupView.Duration(duration);

    private static string WithBytes(long? bytes) => bytes is null ? "" : $"{BackupView.Size(bytes)} ({bytes} bytes)";

    private static object? Member(PSObject? instance, string name) => instance?.Properties[name]?.Value;

    private static string? Text(PSObject? instance, string name) => Member(instance, name)?.ToString();

    private static T? Value<T>(PSObject? instance, string name) where T : struct =>
        Member(instance, name) is { } value && LanguagePrimitives.TryConvertTo<T>(value, out var converted) ? converted : null;

    // A deserialized time is a text, or an object with the properties of one.
    private static DateTimeOffset? Time(object? value) =>
        value is PSObject recorded && recorded.Properties["UtcDateTime"]?.Value is DateTime utc ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc))
        : value is not null && LanguagePrimitives.TryConvertTo<DateTimeOffset>(value, out var time) ? time
        : null;
}
