namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>What a backup consists of, whether it was chosen or follows from the size of the file.</summary>
internal sealed record BackupPlan
{
    private const int MostRetainedPerFile = 100;

    /// <summary>The sessions, without one that fills the file up.</summary>
    public required long Sessions { get; init; }

    public required int SubscriptionsPerSession { get; init; }

    public required int QueuedPerSession { get; init; }

    /// <summary>The sizes in bytes of the payloads of a session's messages, in turn.</summary>
    public required int[] QueuedPayloads { get; init; }

    /// <summary>Whether messages of MQTT 5 have all properties, which makes them longer.</summary>
    public bool HasProperties { get; init; } = true;

    public required long RetainedMessages { get; init; }

    /// <summary>The size in bytes of the payload of each retained message.</summary>
    public required int RetainedPayload { get; init; }

    /// <summary>How many retained messages a file has; each node writes one at least.</summary>
    public long RetainedPerFile => Math.Clamp((RetainedMessages + 1) / 2, 1, MostRetainedPerFile);

    /// <summary>The size in bytes of the payloads of all messages.</summary>
    public long PayloadBytes =>
        (RetainedMessages * RetainedPayload) + (Sessions * Enumerable.Range(0, QueuedPerSession).Sum(PayloadOf));

    /// <summary>The plan of chosen numbers.</summary>
    public static BackupPlan Of(BackupShape shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shape.Sessions);
        ArgumentOutOfRangeException.ThrowIfNegative(shape.SubscriptionsPerSession);
        ArgumentOutOfRangeException.ThrowIfNegative(shape.QueuedPerSession);
        ArgumentOutOfRangeException.ThrowIfNegative(shape.RetainedMessages);
        ArgumentOutOfRangeException.ThrowIfNegative(shape.PayloadBytes);
        return new BackupPlan
        {
            Sessions = shape.Sessions,
            SubscriptionsPerSession = shape.SubscriptionsPerSession,
            QueuedPerSession = shape.QueuedPerSession,
            QueuedPayloads = [shape.PayloadBytes],
            RetainedMessages = shape.RetainedMessages,
            RetainedPayload = shape.PayloadBytes,
        };
    }

    private long PayloadOf(int message) => QueuedPayloads[message % QueuedPayloads.Length];
}
