using System.Management.Automation;

namespace HiveMQBackup.Cmdlets;

/// <summary>A backup of which only the id and the broker are left.</summary>
internal sealed record RecordedBackup(string Id, RecordedBroker Broker) : IHiveMQBackup
{
    // A file or a table may hold backups of several brokers.
    bool IHiveMQBackup.IsOfPipedBroker => true;

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}

/// <summary>Accepts an object with the id and the broker of a backup: deserialized, or a row of a table.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecordedBackupAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        RecordedObject.Of(inputData) is { } text && text("Id") is { } id && new RecordedBroker(text("Broker"), text("Context")) is { } broker && (broker.Broker ?? broker.Context) is not null
            ? new RecordedBackup(id, broker)
            : inputData;
}
