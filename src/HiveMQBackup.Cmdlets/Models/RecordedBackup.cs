namespace HiveMQBackup.Cmdlets;

/// <summary>A backup of which only the id and the broker are left.</summary>
internal sealed record RecordedBackup(string Id, RecordedBroker Broker) : IHiveMQBackup
{
    // A file or a table may hold backups of several brokers.
    bool IHiveMQBackup.IsOfPipedBroker => true;

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
