using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Simulator.CommandLine;

/// <summary>The backups that the program starts with: the same ids and content in every process.</summary>
internal static class ExampleBackups
{
    public static void AddTo(BackupStore store, long newestBytes)
    {
        AddTo(store, new DateTimeOffset(2026, 11, 8, 2, 0, 0, TimeSpan.Zero), 80_412_672);
        AddTo(store, new DateTimeOffset(2026, 11, 15, 2, 0, 0, TimeSpan.Zero), 0, "Not enough disk space on node 'broker-1'.");
        AddTo(store, new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero), newestBytes);
    }

    private static void AddTo(BackupStore store, DateTimeOffset createdAt, long bytes, string? failReason = null)
    {
        var id = BackupStore.IdOf(createdAt);
        // In a shared directory, another process may have added it already.
        if (store.Find(id) is null)
            store.Add(id, createdAt, bytes, failReason is null ? BackupState.Completed : BackupState.Failed, failReason);
    }
}
