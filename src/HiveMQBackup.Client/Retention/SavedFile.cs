namespace HiveMQBackup.Client.Retention;

/// <summary>The file of a backup on a disk, as far as its name and the end of its archive tell.</summary>
public sealed record SavedFile
{
    /// <summary>The file's absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>The absolute path of the folder that it is in.</summary>
    public required string Folder { get; init; }

    /// <summary>The backup's id, or null if the name has none.</summary>
    public required string? Id { get; init; }

    /// <summary>When the backup was created, as exactly as the file tells.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>When the file was last written, in UTC.</summary>
    public required DateTime LastWriteTime { get; init; }

    /// <summary>The version of HiveMQ, or null if the name has none.</summary>
    public required string? HiveMQVersion { get; init; }

    /// <summary>Whether there is a checksum file beside it.</summary>
    public required bool HasChecksum { get; init; }

    /// <summary>What the end of the archive tells.</summary>
    public required FileCondition Condition { get; init; }
}

/// <summary>What the end of a backup file tells about it.</summary>
public enum FileCondition
{
    /// <summary>The archive has its end, and holds what a backup holds.</summary>
    Whole,

    /// <summary>Only its name is that of a backup: the archive does not end, or is none.</summary>
    Incomplete,

    /// <summary>Another process has it open.</summary>
    InUse,

    /// <summary>It cannot be read.</summary>
    Unreadable,
}
