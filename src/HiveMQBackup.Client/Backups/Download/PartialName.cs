namespace HiveMQBackup.Client.Backups.Download;

/// <summary>The names of partial files: random if the file is not kept, and predictable if a later call is to find it.</summary>
internal static class PartialName
{
    internal const string Extension = ".partial";

    /// <summary>A name that no other run uses.</summary>
    internal static string Temporary(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid().ToString("N")[..8]}{Extension}");

    /// <summary>The name that a later call looks for.</summary>
    internal static string Lasting(string target, string identity) => $"{target}.{identity}{Extension}";

    /// <summary>What an earlier call has left under a name of this identity, of any kind; null if there is nothing.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputPathInvalid"/>: the folder cannot be read.</exception>
    internal static string? Find(string folder, string identity)
    {
        try
        {
            return Directory.Exists(folder)
                ? Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(f => f.EndsWith($".{identity}{Extension}", StringComparison.Ordinal))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.NoFolder(folder, TerminalText.Shorten(e.Message), e);
        }
    }
}
