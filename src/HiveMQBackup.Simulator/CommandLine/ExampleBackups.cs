using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Simulator.CommandLine;

/// <summary>The backups that the program starts with: the same ids and content in every process.</summary>
internal static class ExampleBackups
{
    public static void AddTo(BackupStore store)
    {
        AddTo(store, new DateTimeOffset(2026, 11, 8, 2, 0, 0, TimeSpan.Zero), (id, time) => store.Add(id, time, 80_412_672));
        AddTo(store, new DateTimeOffset(2026, 11, 15, 2, 0, 0, TimeSpan.Zero), (id, time) =>
            store.Add(id, time, 0, BackupState.Failed, "Not enough disk space on node 'broker-1'."));
        AddTo(store, new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero), (id, time) =>
            store.NewBackupShape is { } shape ? store.Add(id, time, shape) : store.Add(id, time, store.NewBackupSize));
    }

    private static void AddTo(BackupStore store, DateTimeOffset createdAt, Func<string, DateTimeOffset, SimulatedBackup> add)
    {
        var id = BackupStore.IdOf(createdAt);
        // In a shared directory, another process may have added it already.
        if (store.Find(id) is null)
            add(id, createdAt);
    }
}
