using System.Globalization;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The backups of one HiveMQ cluster, shared by its nodes. Thread-safe.</summary>
/// <remarks>Nothing runs in the background: what is due is completed at the next access.</remarks>
public sealed class BackupStore
{
    internal const string AlreadyInProgress = "Another backup is already in progress.";

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly BackupDirectory? _directory;
    private readonly BackupFolders _folders = new();
    private List<SimulatedBackup> _backups = [];
    private string? _nextFailure;

    /// <summary>Creates an empty store in memory.</summary>
    public BackupStore(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
    }

    private BackupStore(BackupDirectory directory, TimeProvider? time)
        : this(time) => _directory = directory;

    /// <summary>How long a backup or a restore takes; <see cref="Timeout.InfiniteTimeSpan"/>: until completed by hand.</summary>
    public TimeSpan BackupDuration { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The size in bytes of the backups that <see cref="Create"/> starts.</summary>
    public long NewBackupSize { get; set; } = 25_000_000;

    /// <summary>How many sessions and messages those backups have, instead of a size; null: as many as the size allows.</summary>
    public BackupShape? NewBackupShape { get; set; }

    /// <summary>Whether the list follows the backup folders: what appears there is listed, what has gone from all of them is not.</summary>
    public bool ListsFolder { get; set; } = true;

    /// <summary>Whether a backup or a restore runs.</summary>
    public bool IsBusy => List().Any(backup => BackupState.IsRunning(backup.State));

    /// <summary>Opens a store whose backups are small JSON files, so that several processes show the same ones.</summary>
    public static BackupStore InDirectory(string path, TimeProvider? time = null) => new(new BackupDirectory(path), time);

    /// <summary>All backups in the order in which they were added.</summary>
    public IReadOnlyList<SimulatedBackup> List()
    {
        lock (_lock)
            return [.. Settled()];
    }

    /// <summary>The backup of this id, or null.</summary>
    public SimulatedBackup? Find(string id)
    {
        lock (_lock)
            return Settled().Find(backup => backup.Id == id);
    }

    /// <summary>Adds a backup as it is, or replaces the one of this id. One that is not downloadable shows no size.</summary>
    public SimulatedBackup Add(
        string id, DateTimeOffset createdAt, long bytes, string state = BackupState.Completed, string? failReason = null)
    {
        lock (_lock)
            return Put(SimulatedBackup.Of(id, createdAt, bytes, state, failReason));
    }

    /// <summary>Adds a completed backup with so many sessions and messages, or replaces the one of this id.</summary>
    public SimulatedBackup Add(string id, DateTimeOffset createdAt, BackupShape shape)
    {
        lock (_lock)
            return Put(SimulatedBackup.Of(id, createdAt, SimulatedFile.OfShape(id, shape).Length, BackupState.Completed, null) with { Shape = shape });
    }

    /// <summary>Starts a backup, as POST does; while one runs already, the new one is listed as failed.</summary>
    public SimulatedBackup Create()
    {
        lock (_lock)
        {
            var now = Truncated(_time.GetUtcNow());
            var backups = Settled();
            var busy = backups.Exists(backup => BackupState.IsRunning(backup.State));
            var id = FreeId(now, backups);
            return Put(new SimulatedBackup
            {
                Id = id,
                CreatedAt = now,
                State = busy ? BackupState.Failed : BackupState.InProgress,
                FailReason = busy ? AlreadyInProgress : null,
                DueAt = busy ? null : Due(),
                DueBytes = NewBackupShape is { } shape ? SimulatedFile.OfShape(id, shape).Length : NewBackupSize,
                Shape = NewBackupShape,
                DueFailReason = busy ? null : TakeFailure(),
            });
        }
    }

    /// <summary>Starts the restore of a backup; while another runs, the restore fails. Null: there is nothing to restore.</summary>
    public SimulatedBackup? Restore(string id)
    {
        lock (_lock)
        {
            var backups = Settled();
            if (backups.Find(backup => backup.Id == id) is not { } backup || !BackupState.IsDownloadable(backup.State))
                return null;
            return backups.Exists(other => BackupState.IsRunning(other.State))
                ? Put(backup with { State = BackupState.RestoreFailed, FailReason = AlreadyInProgress })
                : Put(backup with { State = BackupState.RestoreInProgress, FailReason = null, DueAt = Due(), DueFailReason = TakeFailure() });
        }
    }

    /// <summary>Completes a backup with this size, or its restore.</summary>
    public void Complete(string id, long bytes) => Change(id, backup => backup with
    {
        State = backup.State == BackupState.RestoreInProgress ? BackupState.RestoreCompleted : BackupState.Completed,
        Bytes = bytes,
        Shape = backup.DueBytes == bytes ? backup.Shape : null,
        DueAt = null,
    });

    /// <summary>Lets a backup, or its restore, fail.</summary>
    public void Fail(string id, string reason) => Change(id, backup => backup.FailedWith(reason));

    /// <summary>Lets the next backup or restore that starts fail after its duration.</summary>
    public void FailNext(string reason)
    {
        lock (_lock)
            _nextFailure = reason;
    }

    /// <summary>Puts a backup into any state, one that no broker knows yet included.</summary>
    public void SetState(string id, string state) => Change(id, backup => backup with { State = state, DueAt = null });

    /// <summary>Removes a backup, and its folder on every node; nothing happens where there is none.</summary>
    public void Remove(string id)
    {
        lock (_lock)
        {
            Drop(id);
            _folders.Delete(id);
        }
    }

    /// <summary>Lets the list follow the backup folder of a node.</summary>
    internal void AddFolder(BackupFolder folder)
    {
        lock (_lock)
            _folders.Add(folder);
    }

    /// <summary>Where the content of a backup's file comes from; null: from a node of another process.</summary>
    internal BackupContent? ContentOf(SimulatedBackup backup)
    {
        lock (_lock)
        {
            if (backup.IsUploaded)
                return _folders.FileOf(backup.Id) is { } path ? new BackupContent.Uploaded(backup.Id, path) : null;
            return backup.File() is { } file ? new BackupContent.Made(backup.Id, file) : null;
        }
    }

    private string? TakeFailure()
    {
        var failure = _nextFailure;
        _nextFailure = null;
        return failure;
    }

    private void Drop(string id)
    {
        _backups.RemoveAll(backup => backup.Id == id);
        _directory?.Delete(id);
    }

    private void FollowFolders()
    {
        foreach (var backup in _folders.Changes(_backups, ListsFolder))
        {
            if (backup.Holders.Count > 0)
            {
                Put(backup);
                continue;
            }
            Drop(backup.Id);
            _folders.Forget(backup.Id);
        }
    }

    private void Change(string id, Func<SimulatedBackup, SimulatedBackup> change)
    {
        lock (_lock)
        {
            var backup = Settled().Find(backup => backup.Id == id)
                ?? throw new ArgumentException($"There is no backup '{id}'.", nameof(id));
            Put(change(backup));
        }
    }

    private SimulatedBackup Put(SimulatedBackup backup)
    {
        var index = _backups.FindIndex(other => other.Id == backup.Id);
        if (index < 0)
            _backups.Add(backup);
        else
            _backups[index] = backup;
        _directory?.Save(backup);
        return backup;
    }

    private List<SimulatedBackup> Settled()
    {
        if (_directory is not null)
            _backups = _directory.Load();
        var now = _time.GetUtcNow();
        for (var i = 0; i < _backups.Count; i++)
            _backups[i] = _backups[i].SettledAt(now);
        FollowFolders();
        return _backups;
    }

    private DateTimeOffset? Due() =>
        BackupDuration == Timeout.InfiniteTimeSpan ? null : _time.GetUtcNow() + BackupDuration;

    /// <summary>The id that HiveMQ gives to a backup of this time.</summary>
    internal static string IdOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);

    private static string FreeId(DateTimeOffset now, List<SimulatedBackup> backups)
    {
        var first = IdOf(now);
        var id = first;
        for (var number = 2; backups.Exists(backup => backup.Id == id); number++)
            id = string.Create(CultureInfo.InvariantCulture, $"{first}-{number}");
        return id;
    }

    // The REST API writes whole seconds.
    private static DateTimeOffset Truncated(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
