using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets;

/// <summary>The kinds of what a backup file holds.</summary>
public enum HiveMQContentKind
{
    /// <summary>The retained message of a topic.</summary>
    RetainedMessage = (int)RecordKinds.RetainedMessage,

    /// <summary>A client's session.</summary>
    ClientSession = (int)RecordKinds.ClientSession,

    /// <summary>A subscription of a client session.</summary>
    Subscription = (int)RecordKinds.Subscription,

    /// <summary>A message that waits for its client.</summary>
    QueuedMessage = (int)RecordKinds.QueuedMessage,
}
