using System.Management.Automation;

namespace HiveMQBackup.Cmdlets;

/// <summary>Accepts objects with the properties of a broker: deserialized, or rows of a table.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecordedBrokerAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (Broker(inputData) is { } one) return new[] { one };
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not object[] several) return inputData;
        return several.Select(item => Broker(item) ?? item).ToArray();
    }

    private static HiveMQBroker? Broker(object? value) =>
        RecordedObject.Of(value) is { } text && text("Name") is { } name && text("Namespace") is { } ns && text("Context") is { } context && text("Kind") is { } kind
            ? new HiveMQBroker(name, ns, context, kind)
            : null;
}
