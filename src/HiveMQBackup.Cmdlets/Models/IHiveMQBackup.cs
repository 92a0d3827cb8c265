namespace HiveMQBackup.Cmdlets;

/// <summary>An object from which the next command in a pipeline finds a backup: at its own broker, with the same credentials.</summary>
public interface IHiveMQBackup
{
    /// <summary>The broker's id of the backup.</summary>
    string Id { get; }

    /// <summary>Whether its broker was piped in, so that an error for it does not stop the others.</summary>
    internal bool IsOfPipedBroker { get; }
}
