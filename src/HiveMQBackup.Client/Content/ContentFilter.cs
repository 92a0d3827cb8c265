namespace HiveMQBackup.Client.Content;

/// <summary>Selects records of a backup file; a condition that is not set selects all.</summary>
public sealed class ContentFilter
{
    /// <summary>The kinds.</summary>
    public RecordKinds Kinds { get; init; } = RecordKinds.All;

    /// <summary>Whether a client's id matches; null selects all, and records without a client.</summary>
    public Func<string, bool>? ClientId { get; init; }

    /// <summary>The topic filters, one of which has to match; records without a topic match none. Null selects all.</summary>
    public IReadOnlyList<TopicFilter>? Topics { get; init; }

    /// <summary>Whether a record matches.</summary>
    public bool Matches(BackupRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Kinds.HasFlag(record.Kind) && MatchesClient(record) && (Topics is null || TopicOf(record) is { } topic && MatchesTopic(topic));
    }

    /// <summary>Whether an entry can have a record that matches.</summary>
    internal bool CanHave(Part part) => part switch
    {
        Part.RetainedMessages => Kinds.HasFlag(RecordKinds.RetainedMessage) && ClientId is null,
        Part.ClientSession => (Kinds & ~RecordKinds.RetainedMessage) != 0,
        Part.SharedSubscription => (Kinds & (RecordKinds.Subscription | RecordKinds.QueuedMessage)) != 0 && ClientId is null,
        _ => false,
    };

    /// <summary>Whether a message can match, as far as it is known before its payload.</summary>
    internal bool KeepsPayload(Message message) =>
        Kinds.HasFlag(message.Kind) && MatchesClient(message) && (Topics is null || message.Topic is null || MatchesTopic(message.Topic));

    private bool MatchesClient(BackupRecord record) => ClientId is null || record.ClientId is { } id && ClientId(id);

    private bool MatchesTopic(string topic) => Topics!.Any(filter => filter.Matches(topic));

    private static string? TopicOf(BackupRecord record) => record switch
    {
        Message message => message.Topic,
        Subscription subscription => subscription.Topic,
        _ => null,
    };
}
