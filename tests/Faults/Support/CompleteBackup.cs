using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Faults.Support;

/// <summary>The one backup that the brokers of these tests begin with.</summary>
internal static class CompleteBackup
{
    internal const string Id = "20260228-030000";
    internal static readonly DateTimeOffset CreatedAt = new(2026, 2, 28, 3, 0, 0, TimeSpan.Zero);

    /// <summary>As the list of backups has it.</summary>
    internal static Backup OfLength(long length) => new(Id, CreatedAt, length, "COMPLETED", null);
}
