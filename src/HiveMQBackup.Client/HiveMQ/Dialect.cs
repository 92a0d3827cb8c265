namespace HiveMQBackup.Client.HiveMQ;

/// <summary>The paths of one dialect of the REST API, relative to its base address.</summary>
/// <param name="Name">The dialect's name.</param>
/// <param name="One">The path of one backup's state, with {0} for the id.</param>
/// <param name="File">The path of a backup's file, with {0} for the id.</param>
internal sealed record Dialect(string Name, string One, string File)
{
    /// <summary>What all paths begin with.</summary>
    internal const string Root = "api/v1/management/";

    /// <summary>The list, and where a backup is created; the same in both dialects.</summary>
    internal const string Backups = Root + "backups";

    /// <summary>HiveMQ's published REST API, since 4.4.</summary>
    internal static readonly Dialect Published = new("published", Backups + "/{0}", Root + "files/backups/{0}");

    /// <summary>The dialect of gateways that put state and file below the backup.</summary>
    internal static readonly Dialect Nested = new("nested", Backups + "/{0}/status", Backups + "/{0}/file");

    /// <summary>In the order of the attempts.</summary>
    internal static readonly Dialect[] All = [Published, Nested];

    internal string OnePath(string id) => Path(One, id);

    internal string FilePath(string id) => Path(File, id);

    private static string Path(string form, string id) => form.Replace("{0}", Escape(id), StringComparison.Ordinal);

    // "." and ".." would be read as path segments, even if escaped.
    private static string Escape(string id) => id is "." or ".."
        ? throw new HiveMQBackupException(ErrorCode.BackupNotFound, $"'{id}' is not a valid backup id.")
        : Uri.EscapeDataString(id);
}
