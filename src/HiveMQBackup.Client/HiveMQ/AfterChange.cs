namespace HiveMQBackup.Client.HiveMQ;

/// <summary>How to look for a change that the broker was asked for: a node may need a moment until it shows it.</summary>
internal static class AfterChange
{
    /// <summary>The pauses before each look.</summary>
    internal static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6)];
}
