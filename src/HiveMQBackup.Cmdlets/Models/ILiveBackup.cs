using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets;

/// <summary>A backup that is still in the session that listed it, with the connection to its broker.</summary>
internal interface ILiveBackup : IHiveMQBackup
{
    /// <summary>The backup as the broker described it.</summary>
    Backup Source { get; }

    /// <summary>The broker and its credentials.</summary>
    BrokerTarget Target { get; }
}
