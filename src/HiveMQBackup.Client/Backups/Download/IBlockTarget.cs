namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Where a download's bytes go, in order.</summary>
internal interface IBlockTarget
{
    /// <summary>How many bytes are there.</summary>
    long Length { get; }

    /// <summary>Adds bytes at the end; may take as long as the disk does.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.WriteFailed"/>.</exception>
    void Append(ReadOnlySpan<byte> bytes);
}
