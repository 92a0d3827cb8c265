namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The states of the published description.</summary>
public static class BackupState
{
    /// <summary>The backup is being made.</summary>
    public const string InProgress = "IN_PROGRESS";

    /// <summary>The backup is complete.</summary>
    public const string Completed = "COMPLETED";

    /// <summary>The backup failed.</summary>
    public const string Failed = "FAILED";

    /// <summary>The backup is being restored.</summary>
    public const string RestoreInProgress = "RESTORE_IN_PROGRESS";

    /// <summary>The backup was restored.</summary>
    public const string RestoreCompleted = "RESTORE_COMPLETED";

    /// <summary>The restore of the backup failed.</summary>
    public const string RestoreFailed = "RESTORE_FAILED";

    /// <summary>Whether the file of a backup in this state can be downloaded.</summary>
    public static bool IsDownloadable(string state) =>
        state is Completed or RestoreInProgress or RestoreCompleted or RestoreFailed;

    internal static bool IsRunning(string state) => state is InProgress or RestoreInProgress;
}
