namespace HiveMQBackup.Client.Backups.Download;

/// <summary>What stands under a name in a folder.</summary>
internal enum EntryKind
{
    /// <summary>Nothing, or nothing that can be seen.</summary>
    None,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, wherever it leads.</summary>
    Link,

    /// <summary>A device, a named pipe or a socket.</summary>
    Special,
}
