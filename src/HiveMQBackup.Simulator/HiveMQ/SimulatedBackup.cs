using System.Collections.Immutable;
using HiveMQBackup.Simulator.HiveMQ.Files;

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

    /// <summary>How many sessions and messages the simulator's file has; null: as many as its size allows.</summary>
    public BackupShape? Shape { get; init; }

    /// <summary>Why the backup or its restore failed.</summary>
    public string? FailReason { get; init; }

    /// <summary>When what is in progress completes by itself; null: only by hand.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The size that the backup will have once it completes by itself.</summary>
    public long DueBytes { get; init; }

    /// <summary>Why the backup or its restore fails when it is due; null: it completes.</summary>
    public string? DueFailReason { get; init; }

    /// <summary>Whether the file was put into the backup folder; otherwise the simulator makes its content.</summary>
    public bool IsUploaded { get; init; }

    /// <summary>Whether the backup is known from the backup folder only.</summary>
    public bool IsFound { get; init; }

    /// <summary>The nodes whose backup folder has the backup; empty where there are no folders.</summary>
    public ImmutableSortedSet<string> Holders { get; init; } = [];

    /// <summary>The simulator's file, null where there is none.</summary>
    public SimulatedFile? File() => Bytes is not { } bytes || IsUploaded ? null
        : Shape is { } shape ? SimulatedFile.OfShape(Id, shape) : SimulatedFile.OfLength(Id, bytes);

    /// <summary>The SHA-256 of the simulator's file in lower hex, null where there is none. Reads the whole content.</summary>
    public string? Sha256() => File()?.Sha256();

    /// <summary>A backup in any state; one that is not downloadable shows no size.</summary>
    internal static SimulatedBackup Of(string id, DateTimeOffset createdAt, long bytes, string state, string? failReason) => new()
    {
        Id = id,
        CreatedAt = createdAt,
        State = state,
        Bytes = state is BackupState.InProgress or BackupState.Failed ? null : bytes,
        FailReason = failReason,
        DueBytes = bytes,
    };

    /// <summary>What the backup is at this time: completed, when it is due.</summary>
    internal SimulatedBackup SettledAt(DateTimeOffset now)
    {
        if (DueAt is not { } due || due > now)
            return this;
        if (DueFailReason is { } reason)
            return FailedWith(reason);
        return State switch
        {
            BackupState.InProgress => this with { State = BackupState.Completed, Bytes = DueBytes, DueAt = null },
            BackupState.RestoreInProgress => this with { State = BackupState.RestoreCompleted, DueAt = null },
            _ => this with { DueAt = null },
        };
    }

    /// <summary>The backup after it, or its restore, has failed.</summary>
    internal SimulatedBackup FailedWith(string reason) => this with
    {
        State = State == BackupState.RestoreInProgress ? BackupState.RestoreFailed : BackupState.Failed,
        FailReason = reason,
        DueAt = null,
        DueFailReason = null,
    };
}
