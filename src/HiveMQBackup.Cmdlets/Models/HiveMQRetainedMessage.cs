using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets;

/// <summary>The retained message of a topic, from a backup file.</summary>
public sealed class HiveMQRetainedMessage : HiveMQMessage
{
    internal HiveMQRetainedMessage(RetainedMessage message)
        : base(message, HiveMQContentKind.RetainedMessage)
    {
    }

    /// <summary>The topic, safe for a terminal.</summary>
    public override string ToString() => TerminalText.Shorten(Topic);
}
