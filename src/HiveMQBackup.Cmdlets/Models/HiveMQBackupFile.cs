using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>A backup that was saved. Its Path binds to Get-FileHash, Copy-Item and the like.</summary>
public sealed class HiveMQBackupFile
{
    internal HiveMQBackupFile(SavedBackup saved, Backup backup)
    {
        Path = saved.Path;
        BackupId = Client.TerminalText.Shorten(backup.Id);
        Length = saved.Length;
        Sha256 = saved.Sha256;
        Duration = saved.Duration;
        ViewProperties.AddTo(this);
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary>The broker's id of the backup.</summary>
    public string BackupId { get; }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; }

    /// <summary>The SHA-256 of the file, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>How long the download took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
