namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>How many sessions and messages a simulated backup has; its size follows from that.</summary>
public sealed record BackupShape
{
    /// <summary>How many sessions there are.</summary>
    public long Sessions { get; init; }

    /// <summary>How many subscriptions each session has.</summary>
    public int SubscriptionsPerSession { get; init; } = 2;

    /// <summary>How many queued messages each session has.</summary>
    public int QueuedPerSession { get; init; }

    /// <summary>How many retained messages there are.</summary>
    public long RetainedMessages { get; init; }

    /// <summary>The size in bytes of the payload of each message.</summary>
    public int PayloadBytes { get; init; } = 100;
}
