using System.Management.Automation;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>One thing that a backup file holds. Its texts are exactly those of the file; the views show them safe for a terminal.</summary>
public abstract class HiveMQBackupContent : IViewed
{
    private protected HiveMQBackupContent(BackupRecord record, HiveMQContentKind kind)
    {
        Kind = kind.ToString();
        Node = record.Node;
        ExportedAt = record.ExportedAt;
    }

    /// <summary>What it is: RetainedMessage, ClientSession, Subscription or QueuedMessage.</summary>
    public string Kind { get; }

    /// <summary>The name of the node that exported it.</summary>
    public string Node { get; }

    /// <summary>When the node exported it, or null if the file does not say.</summary>
    public DateTimeOffset? ExportedAt { get; }

    object IViewed.View => new ContentView(PSObject.AsPSObject(this));

    internal static HiveMQBackupContent Of(BackupRecord record) => record switch
    {
        RetainedMessage message => new HiveMQRetainedMessage(message),
        QueuedMessage message => new HiveMQQueuedMessage(message),
        Subscription subscription => new HiveMQSubscription(subscription),
        ClientSession session => new HiveMQClientSession(session),
        _ => throw new ArgumentOutOfRangeException(nameof(record)),
    };
}
