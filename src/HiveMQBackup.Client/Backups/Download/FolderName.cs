namespace HiveMQBackup.Client.Backups.Download;

/// <summary>Makes a bare folder name from untrusted text.</summary>
public static class FolderName
{
    /// <summary>The text without separators, reserved names and anything else that a file system rejects; "_" if nothing is left.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ContentDispositionName.Safe(text.Replace('/', '_').Replace('\\', '_')) ?? "_";
    }
}
