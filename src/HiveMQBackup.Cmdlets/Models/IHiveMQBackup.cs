using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets;

/// <summary>An object from which the next command in a pipeline finds a backup: at its own broker, with the same credentials.</summary>
public interface IHiveMQBackup
{
    /// <summary>The broker's id of the backup.</summary>
    string Id { get; }

    /// <summary>Whether its broker was piped in, so that an error for it does not stop the others.</summary>
    internal bool IsOfPipedBroker { get; }
}

/// <summary>A backup that is still in the session that listed it, with the connection to its broker.</summary>
internal interface ILiveBackup : IHiveMQBackup
{
    /// <summary>The backup as the broker described it.</summary>
    Backup Source { get; }

    /// <summary>The broker and its credentials.</summary>
    BrokerTarget Target { get; }
}
