using System.Net;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>What a simulated HiveMQ node is like. Read at every request, so most of it may change while the node runs.</summary>
public sealed class HiveMQNodeOptions
{
    /// <summary>Which paths and field names the node speaks.</summary>
    public RestDialect Dialect { get; set; } = RestDialect.Published;

    /// <summary>The port to listen on; 0 takes a free one. Nodes of a cluster always take a free one.</summary>
    public int Port { get; set; }

    /// <summary>The address to listen on. Nodes of a cluster always take loopback.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>Whether the listener speaks TLS, with a self-signed certificate of its own.</summary>
    public bool Tls { get; set; }

    /// <summary>The user of Basic authentication, which is required when set.</summary>
    public string? UserName { get; set; }

    /// <summary>The password of Basic authentication.</summary>
    public string? Password { get; set; }

    /// <summary>The Bearer token, which is required when set; with a user as well, either will do.</summary>
    public string? Token { get; set; }

    /// <summary>Whether downloads support Range and If-Range; otherwise the response is 200 with the whole file.</summary>
    public bool Ranges { get; set; } = true;

    /// <summary>How many bytes a second a download sends; null: as many as the connection takes.</summary>
    public long? DownloadRate { get; set; }

    /// <summary>Whether downloads carry a Content-Disposition.</summary>
    public bool ContentDisposition { get; set; } = true;

    /// <summary>The Content-Disposition verbatim, instead of an attachment named after the backup.</summary>
    public string? ContentDispositionValue { get; set; }

    /// <summary>Whether the REST API is enabled; otherwise every request gets a 404 without JSON.</summary>
    public bool RestApiEnabled { get; set; } = true;

    /// <summary>How many backups a page of the list has; null: all on one page.</summary>
    public int? PageSize { get; set; }

    /// <summary>How long a backup takes; <see cref="Timeout.InfiniteTimeSpan"/>: until completed by hand.</summary>
    public TimeSpan BackupDuration { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The size in bytes of new backups.</summary>
    public long NewBackupSize { get; set; } = 25_000_000;

    /// <summary>How many sessions and messages new backups have, instead of a size; null: as many as the size allows.</summary>
    public BackupShape? NewBackupShape { get; set; }

    /// <summary>The clock of backups; null: the cluster's, or the system's.</summary>
    public TimeProvider? Time { get; set; }

    /// <summary>The backups to show, with a duration and size of its own; null: a new, empty store.</summary>
    public BackupStore? Backups { get; set; }

    /// <summary>Whether the node lists what appears in the backup folder, and no longer what has gone from it.</summary>
    public bool ListsFolder { get; set; } = true;

    /// <summary>The backup folder of a node that stands alone; null: it has none. Nodes of a cluster have their pod's.</summary>
    public string? BackupFolder { get; set; }

    /// <summary>How the node responds to DELETE of a backup.</summary>
    public DeleteSupport Deletes { get; set; }

    /// <summary>How the node responds to a restore while another backup or restore runs.</summary>
    public BusyRestore BusyRestore { get; set; }

    /// <summary>The permissions of the user, as in HIVEMQ_MANAGEMENT_BACKUPS_GET; null: all.</summary>
    public IReadOnlyCollection<string>? Permissions { get; set; }

    internal BackupStore StoreOrNew(TimeProvider? clusterTime) => Backups ?? new BackupStore(Time ?? clusterTime)
    {
        BackupDuration = BackupDuration,
        NewBackupSize = NewBackupSize,
        NewBackupShape = NewBackupShape,
        ListsFolder = ListsFolder,
    };
}

/// <summary>Which paths and field names a HiveMQ node speaks.</summary>
public enum RestDialect
{
    /// <summary>The published description of the HiveMQ REST API, 4.30.</summary>
    Published,

    /// <summary>The state and the file lie below the backup, as some gateways offer them.</summary>
    Nested,
}
