namespace HiveMQBackup.Client.Retention;

/// <summary>Whether a file is kept, and why.</summary>
/// <param name="File">The file.</param>
/// <param name="IsKept">Whether it is kept.</param>
/// <param name="Reasons">The rules that keep it, or what else decides; at least one.</param>
public sealed record KeepDecision(SavedFile File, bool IsKept, IReadOnlyList<string> Reasons)
{
    /// <summary>No rule keeps the file.</summary>
    public const string NoRule = "no rule keeps it";

    /// <summary>The file is the last one in its folder that is a valid backup.</summary>
    public const string LastValid = "last valid backup";

    /// <summary>The file is not a valid backup.</summary>
    public const string NotValid = "not valid";

    /// <summary>No file in the folder is a valid backup.</summary>
    public const string NoneValid = "no valid backup in the folder";

    /// <summary>The file has the name of a backup, but is not a whole one.</summary>
    public const string NoWholeBackup = "no whole backup";

    /// <summary>Another process has the file open, or has changed it.</summary>
    public const string InUse = "in use";

    /// <summary>The file cannot be read.</summary>
    public const string Unreadable = "not readable";

    /// <summary>The file is kept for another reason than a rule.</summary>
    public static KeepDecision Kept(SavedFile file, string reason) => new(file, IsKept: true, [reason]);

    internal static KeepDecision ByRules(SavedFile file, IReadOnlyList<string> rules) => rules.Count > 0 ? new(file, IsKept: true, rules) : new(file, IsKept: false, [NoRule]);
}
