namespace HiveMQBackup.Client.Files;

/// <summary>Looks at what a name refers to, without opening it.</summary>
internal static class FolderEntry
{
    /// <summary>What the name is.</summary>
    internal static EntryKind KindOf(string path) =>
        OperatingSystem.IsWindows() ? KindOnWindows(path) : UnixFile.At(path)?.Kind ?? EntryKind.None;

    /// <summary>Whether the name is, or leads to, something that is neither a file nor a folder.</summary>
    internal static bool IsSpecial(string path) => OperatingSystem.IsWindows()
        ? KindOnWindows(path) == EntryKind.Special
        : KindOf(path) == EntryKind.Special || UnixFile.Behind(path)?.Kind == EntryKind.Special;

    private static EntryKind KindOnWindows(string path)
    {
        // Windows finds NUL, COM1 and the like in every folder.
        if (Path.GetFullPath(path).StartsWith(@"\\.\", StringComparison.Ordinal)) return EntryKind.Special;
        var entry = new FileInfo(path);
        if (entry.LinkTarget is not null) return EntryKind.Link;
        if (Directory.Exists(path)) return EntryKind.Folder;
        return entry.Exists ? EntryKind.File : EntryKind.None;
    }
}
