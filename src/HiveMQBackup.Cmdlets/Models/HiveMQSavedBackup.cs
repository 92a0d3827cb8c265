using HiveMQBackup.Client;
using HiveMQBackup.Client.Retention;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>A saved backup in a folder. Its Path binds to Get-FileHash, Copy-Item and the like.</summary>
public sealed class HiveMQSavedBackup : IListedBackup
{
    private readonly BackupListing _listing;

    internal HiveMQSavedBackup(SavedFile file, BackupListing listing)
    {
        _listing = listing;
        Path = file.Path;
        Id = file.Id is { } id ? TerminalText.Shorten(id) : null;
        BrokerFolder = file.Folder;
        CreatedAt = file.CreatedAt;
        Length = file.Length;
        HiveMQVersion = file.HiveMQVersion is { } version ? TerminalText.Shorten(version) : null;
        HasChecksum = file.HasChecksum;
        ViewProperties.AddTo(this);
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary>The broker's id of the backup, or null if the file's name has none.</summary>
    public string? Id { get; }

    /// <summary>The absolute path of the folder that the file is in: one folder is one broker.</summary>
    public string BrokerFolder { get; }

    /// <summary>When the backup was created, as exactly as the file tells.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; }

    /// <summary>The version of HiveMQ that created it, or null if the file's name has none.</summary>
    public string? HiveMQVersion { get; }

    /// <summary>Whether there is a FILE.sha256 beside it.</summary>
    public bool HasChecksum { get; }

    BackupListing? IListedBackup.Listing => _listing;

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
