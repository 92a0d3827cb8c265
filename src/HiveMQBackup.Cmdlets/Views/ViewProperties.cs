using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>
/// The hidden properties that the views show, for HiveMQBackup.Types.ps1xml, which reads no type that is not public. They are
/// code because a script cannot call methods in ConstrainedLanguage. They work for deserialized objects as well.
/// </summary>
public static class ViewProperties
{
    // A name of its own: Tab completion offers even the hidden properties of an object's type.
    private const string TypeName = "HiveMQBackup.View";

    /// <summary>Gives an object the properties.</summary>
    internal static void AddTo(object instance) => PSObject.AsPSObject(instance).TypeNames.Add(TypeName);

    /// <summary>The header above a table of backups.</summary>
    [Hidden]
    public static string Header(PSObject instance) =>
        BackupView.Header(Member.Text(instance, "Broker"), Member.Text(instance, "Context"), (instance?.BaseObject as IListedBackup)?.Listing);

    /// <summary>The header above a table of saved files: their folder.</summary>
    [Hidden]
    public static string FolderHeader(PSObject instance) =>
        BackupView.Header(TerminalText.Sanitize(Member.Text(instance, "BrokerFolder")), null, (instance?.BaseObject as IListedBackup)?.Listing);

    /// <summary>The id in a saved file's name, or else the name.</summary>
    [Hidden]
    public static string IdOrName(PSObject instance) =>
        TerminalText.Shorten(Member.Text(instance, "Id") is { Length: > 0 } id ? id : Path.GetFileName(Member.Text(instance, "Path")));

    /// <summary>The file's length.</summary>
    [Hidden]
    public static string LengthText(PSObject instance) => BackupView.Size(Member.Value<long>(instance, "Length"));

    /// <summary>The version of HiveMQ.</summary>
    [Hidden]
    public static string VersionText(PSObject instance) => TerminalText.Shorten(Member.Text(instance, "HiveMQVersion"));

    /// <summary>Whether there is a checksum file.</summary>
    [Hidden]
    public static string ChecksumText(PSObject instance) => Member.Value<bool>(instance, "HasChecksum") == true ? "sha256" : "";

    /// <summary>Keep or Remove, in its color.</summary>
    [Hidden]
    public static string ActionText(PSObject instance) => BackupView.Action(Member.Text(instance, "Action"));

    /// <summary>Why a file is kept or removed.</summary>
    [Hidden]
    public static string ReasonText(PSObject instance) =>
        string.Join(", ", Member.Texts(instance, "Reason"));

    /// <summary>The backup's size.</summary>
    [Hidden]
    public static string SizeText(PSObject instance) => BackupView.Size(Member.Value<long>(instance, "Size"));

    /// <summary>The backup's size, with the exact number of bytes.</summary>
    [Hidden]
    public static string SizeWithBytes(PSObject instance) => BackupView.SizeWithBytes(Member.Value<long>(instance, "Size"));

    /// <summary>The time of the backup's creation.</summary>
    [Hidden]
    public static string CreatedText(PSObject instance) => BackupView.Time(Member.Time(instance, "CreatedAt"));

    /// <summary>The backup's state, in its color.</summary>
    [Hidden]
    public static string StateText(PSObject instance) => BackupView.State(Member.Text(instance, "State"));

    /// <summary>The backup's state, in its color, and why the backup failed.</summary>
    [Hidden]
    public static string StateWithReason(PSObject instance) =>
        Member.Text(instance, "FailReason") is { Length: > 0 } reason ? $"{StateText(instance)}: {reason}" : StateText(instance);

    /// <summary>The file's length, with the exact number of bytes.</summary>
    [Hidden]
    public static string LengthWithBytes(PSObject instance) => BackupView.SizeWithBytes(Member.Value<long>(instance, "Length"));

    /// <summary>How long the download took, and how fast it was.</summary>
    [Hidden]
    public static string DurationWithSpeed(PSObject instance) => Member.Value<TimeSpan>(instance, "Duration") is not { } duration ? ""
        : Member.Value<long>(instance, "Length") is { } length && duration.TotalSeconds > 0
            ? $"{BackupView.Duration(duration)} ({BackupView.Size((long)(length / duration.TotalSeconds))}/s)"
            : BackupView.Duration(duration);
}
