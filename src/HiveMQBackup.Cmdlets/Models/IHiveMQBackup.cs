namespace HiveMQBackup.Cmdlets;

/// <summary>An object about a backup, that the next command in a pipeline finds it by: at its own broker, signed in as before.</summary>
public interface IHiveMQBackup
{
    /// <summary>The broker's id of the backup.</summary>
    string Id { get; }

    /// <summary>Whether its broker was piped in, so that others may follow when it fails.</summary>
    internal bool IsOfPipedBroker { get; }
}
