namespace HiveMQBackup.Client.HiveMQ;

/// <summary>A backup as the broker describes it.</summary>
/// <param name="Id">The broker's id; opaque text.</param>
/// <param name="CreatedAt">When it was requested, or null if the broker does not say.</param>
/// <param name="Bytes">The file's length in bytes, or null until the backup is complete.</param>
/// <param name="State">The state as the broker spells it; a newer broker may add one.</param>
/// <param name="FailReason">The broker's reason for the error, or null.</param>
public sealed record Backup(string Id, DateTimeOffset? CreatedAt, long? Bytes, string State, string? FailReason)
{
    /// <summary>Orders the newest first; those without a date come last.</summary>
    public static IComparer<Backup> NewestFirst { get; } = Comparer<Backup>.Create((a, b) =>
        Nullable.Compare(b.CreatedAt, a.CreatedAt) is var byDate and not 0 ? byDate : string.CompareOrdinal(b.Id, a.Id));
}
