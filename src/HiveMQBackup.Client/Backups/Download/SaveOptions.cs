namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Where and how a backup is to be saved.</summary>
/// <param name="Folder">An absolute path; created if it is missing.</param>
/// <param name="FileName">A bare name, or null to use the one that the broker proposes.</param>
/// <param name="Overwrite">Whether an existing file is replaced.</param>
public sealed record SaveOptions(string Folder, string? FileName, bool Overwrite)
{
    /// <summary>Whether a partial file stays after an error, and a later call resumes it.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether the file is tested before it gets its name, and not kept if it is no whole backup.</summary>
    public bool Verify { get; init; }

    /// <summary>Whether a checksum file is written beside the file.</summary>
    public bool Checksum { get; init; }

    /// <summary>What the same command has saved, and does not overwrite.</summary>
    public SavedFiles Saved { get; init; } = new();

    /// <summary>How long a connection can be idle before it is considered lost.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>The progress of a download.</summary>
/// <param name="Bytes">The bytes that have arrived.</param>
/// <param name="Total">The file's length in bytes, or null if it is unknown.</param>
/// <param name="ResumeCount">How often the download was resumed.</param>
public readonly record struct DownloadProgress(long Bytes, long? Total, int ResumeCount);

/// <summary>A backup that was saved.</summary>
/// <param name="Path">The file's absolute path.</param>
/// <param name="Length">The file's length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its content, in lower-case hexadecimal.</param>
/// <param name="Duration">How long the download took.</param>
public sealed record SavedBackup(string Path, long Length, string Sha256, TimeSpan Duration);
