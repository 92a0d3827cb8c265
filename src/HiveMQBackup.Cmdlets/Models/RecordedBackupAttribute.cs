using System.Management.Automation;

namespace HiveMQBackup.Cmdlets;

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
