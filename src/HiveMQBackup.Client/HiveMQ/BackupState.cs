namespace HiveMQBackup.Client.HiveMQ;

/// <summary>What the states of the published REST API mean. An unknown state is neither an end nor a success.</summary>
public static class BackupState
{
    /// <summary>The backup is being created.</summary>
    public const string InProgress = "IN_PROGRESS";

    /// <summary>The backup is complete.</summary>
    public const string Completed = "COMPLETED";

    /// <summary>The backup failed or was canceled; listed for up to an hour.</summary>
    public const string Failed = "FAILED";

    /// <summary>The backup is being restored.</summary>
    public const string RestoreInProgress = "RESTORE_IN_PROGRESS";

    /// <summary>The backup has been restored.</summary>
    public const string RestoreCompleted = "RESTORE_COMPLETED";

    /// <summary>Restoring the backup failed; the backup itself is still there.</summary>
    public const string RestoreFailed = "RESTORE_FAILED";

    /// <summary>All known states.</summary>
    public static IReadOnlyList<string> All { get; } = [InProgress, Completed, Failed, RestoreInProgress, RestoreCompleted, RestoreFailed];

    /// <summary>Whether the state is final until a user acts on the backup.</summary>
    public static bool IsTerminal(string state) => Is(state, Completed, Failed, RestoreCompleted, RestoreFailed);

    /// <summary>Whether the state is the end of a restore.</summary>
    public static bool IsTerminalRestore(string state) => Is(state, RestoreCompleted, RestoreFailed);

    /// <summary>Whether something runs that excludes another backup or restore.</summary>
    public static bool IsRunning(string state) => Is(state, InProgress, RestoreInProgress);

    /// <summary>Whether the backup, or the restore, has completed.</summary>
    public static bool IsSuccess(string state) => Is(state, Completed, RestoreCompleted);

    /// <summary>Whether the backup has a file to download.</summary>
    public static bool HasFile(string state) => Is(state, Completed, RestoreInProgress, RestoreFailed, RestoreCompleted);

    /// <summary>Whether the state is about a restore.</summary>
    public static bool IsRestore(string state) => state.StartsWith("RESTORE", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string state, params ReadOnlySpan<string> states)
    {
        foreach (var one in states)
        {
            if (state.Equals(one, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
