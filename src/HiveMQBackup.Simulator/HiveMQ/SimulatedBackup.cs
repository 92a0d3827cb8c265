namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>One backup, as it was when the store was read.</summary>
public sealed record SimulatedBackup
{
    /// <summary>The id, as HiveMQ writes it: yyyyMMdd-HHmmss.</summary>
    public required string Id { get; init; }

    /// <summary>When the backup was requested.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>One of <see cref="BackupState"/>, or any text of a test.</summary>
    public required string State { get; init; }

    /// <summary>The size of the file in bytes; null until completed.</summary>
    public long? Bytes { get; init; }

    /// <summary>Why the backup or its restore failed.</summary>
    public string? FailReason { get; init; }

    /// <summary>When what is in progress completes by itself; null: only by hand.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The size that the backup will have once it completes by itself.</summary>
    public long DueBytes { get; init; }

    /// <summary>The SHA-256 of the file in lower hex, null where there is no file. Reads the whole content.</summary>
    public string? Sha256() => Bytes is { } bytes ? SimulatedFile.Sha256(Id, bytes) : null;

    /// <summary>What the backup is at this time: completed, when it is due.</summary>
    internal SimulatedBackup SettledAt(DateTimeOffset now)
    {
        if (DueAt is not { } due || due > now)
            return this;
        return State switch
        {
            BackupState.InProgress => this with { State = BackupState.Completed, Bytes = DueBytes, DueAt = null },
            BackupState.RestoreInProgress => this with { State = BackupState.RestoreCompleted, DueAt = null },
            _ => this with { DueAt = null },
        };
    }
}
