namespace HiveMQBackup.Client.Files;

/// <summary>What a name in a folder refers to.</summary>
internal enum EntryKind
{
    /// <summary>Nothing, or nothing that can be seen.</summary>
    None,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, with any target.</summary>
    Link,

    /// <summary>A device, a named pipe or a socket.</summary>
    Special,
}
