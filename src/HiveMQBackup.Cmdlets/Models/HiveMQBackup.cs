using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>A backup of a broker. It remembers the broker and the credentials for the next command in the pipeline.</summary>
#pragma warning disable CA1724 // The module, its noun and so its root namespace have this name; scripts know the type by it.
public sealed class HiveMQBackup : ILiveBackup, IListedBackup
#pragma warning restore CA1724
{
    private readonly Backup _source;
    private readonly BrokerTarget _target;

    internal HiveMQBackup(Backup backup, BrokerSession session)
    {
        _source = backup;
        _target = session.Remembered;
        Id = TerminalText.Shorten(backup.Id);
        CreatedAt = backup.CreatedAt;
        Size = backup.Bytes;
        State = TerminalText.Shorten(backup.State);
        FailReason = backup.FailReason is null ? null : TerminalText.Shorten(backup.FailReason, 1000);
        Broker = session.Broker.ToString();
        Context = session.Broker.Context is { } context ? TerminalText.Shorten(context) : null;
        ViewProperties.AddTo(this);
    }

    /// <summary>The broker's id of the backup.</summary>
    public string Id { get; }

    /// <summary>When the backup was requested, or null if the broker does not say.</summary>
    public DateTimeOffset? CreatedAt { get; }

    /// <summary>The file's length in bytes, or null until the backup is complete.</summary>
    public long? Size { get; }

    /// <summary>The state, as the broker spells it.</summary>
    public string State { get; }

    /// <summary>The broker's reason why the backup failed, or null.</summary>
    public string? FailReason { get; }

    /// <summary>The broker: "namespace/name", or its address.</summary>
    public string Broker { get; }

    /// <summary>The kubeconfig's context, or null without Kubernetes.</summary>
    public string? Context { get; }

    Backup ILiveBackup.Source => _source;

    BrokerTarget ILiveBackup.Target => _target;

    /// <summary>Whether its broker is one of several, so that an error for one does not stop the others.</summary>
    internal bool IsOfPipedBroker { get; init; }

    bool IHiveMQBackup.IsOfPipedBroker => IsOfPipedBroker;

    /// <summary>The list that this backup was shown in, for the header above the table.</summary>
    internal BackupListing? Listing { get; set; }

    BackupListing? IListedBackup.Listing => Listing;

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
