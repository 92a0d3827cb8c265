namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>What is in a simulated backup.</summary>
/// <param name="Entries">The entries of the archive, folders included.</param>
/// <param name="Nodes">The names of the nodes that wrote them.</param>
/// <param name="Sessions">The sessions.</param>
/// <param name="Subscriptions">The subscriptions of all sessions.</param>
/// <param name="QueuedMessages">The queued messages of all sessions.</param>
/// <param name="RetainedMessages">The retained messages.</param>
/// <param name="PayloadBytes">The size in bytes of the payloads of all messages.</param>
public sealed record BackupCounts(
    long Entries,
    IReadOnlyList<string> Nodes,
    long Sessions,
    long Subscriptions,
    long QueuedMessages,
    long RetainedMessages,
    long PayloadBytes);
