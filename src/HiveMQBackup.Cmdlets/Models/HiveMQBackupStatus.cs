using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>The state of a backup, or of its restore.</summary>
public sealed class HiveMQBackupStatus : ILiveBackup
{
    private readonly HiveMQBackup _backup;

    internal HiveMQBackupStatus(Backup backup, BrokerSession session)
    {
        _backup = new HiveMQBackup(backup, session);
        IsTerminal = BackupState.IsTerminal(backup.State);
        IsSuccess = BackupState.IsSuccess(backup.State);
        Operation = BackupState.IsRestore(backup.State) ? "Restore" : "Backup";
        ViewProperties.AddTo(this);
    }

    /// <summary>The broker's id of the backup.</summary>
    public string Id => _backup.Id;

    /// <summary>The state, as the broker spells it.</summary>
    public string State => _backup.State;

    /// <summary>Whether the state is final until a user acts on the backup.</summary>
    public bool IsTerminal { get; }

    /// <summary>Whether the backup, or the restore, has completed.</summary>
    public bool IsSuccess { get; }

    /// <summary>What the state is about: Backup or Restore.</summary>
    public string Operation { get; }

    /// <summary>When the backup was requested, or null if the broker does not say.</summary>
    public DateTimeOffset? CreatedAt => _backup.CreatedAt;

    /// <summary>The file's length in bytes, or null until the backup is complete.</summary>
    public long? Size => _backup.Size;

    /// <summary>The broker's reason for the error, or null.</summary>
    public string? FailReason => _backup.FailReason;

    /// <summary>The broker: "namespace/name", or its address.</summary>
    public string Broker => _backup.Broker;

    /// <summary>The kubeconfig's context, or null without Kubernetes.</summary>
    public string? Context => _backup.Context;

    Backup ILiveBackup.Source => ((ILiveBackup)_backup).Source;

    BrokerTarget ILiveBackup.Target => ((ILiveBackup)_backup).Target;

    /// <summary>Whether its broker is one of several, so that an error for one does not stop the others.</summary>
    internal bool IsOfPipedBroker { get; init; }

    bool IHiveMQBackup.IsOfPipedBroker => IsOfPipedBroker;

    /// <summary>The id and the state.</summary>
    public override string ToString() => $"{Id} {State}";
}
