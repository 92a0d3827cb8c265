using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets;

/// <summary>A client's session, from a backup file.</summary>
public sealed class HiveMQClientSession : HiveMQBackupContent
{
    internal HiveMQClientSession(ClientSession session)
        : base(session, HiveMQContentKind.ClientSession)
    {
        ClientId = session.ClientId;
        DisconnectedSince = session.DisconnectedSince;
        SessionExpiryInterval = session.SessionExpiryInterval;
        Subscriptions = session.Subscriptions;
        QueuedMessages = session.QueuedMessages;
        QueuedBytes = session.QueuedBytes;
    }

    /// <summary>The client's id.</summary>
    public string? ClientId { get; }

    /// <summary>When the client disconnected; null if it was connected.</summary>
    public DateTimeOffset? DisconnectedSince { get; }

    /// <summary>For how many seconds the session stays after the client has disconnected; null if it never expires.</summary>
    public long? SessionExpiryInterval { get; }

    /// <summary>The number of subscriptions.</summary>
    public long Subscriptions { get; }

    /// <summary>The number of queued messages.</summary>
    public long QueuedMessages { get; }

    /// <summary>The length of the payloads of the queued messages in bytes.</summary>
    public long QueuedBytes { get; }

    /// <summary>The client's id, safe for a terminal.</summary>
    public override string ToString() => TerminalText.Shorten(ClientId);
}
