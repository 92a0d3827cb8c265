using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets;

/// <summary>A user property of MQTT 5.</summary>
public sealed class HiveMQUserProperty
{
    internal HiveMQUserProperty(UserProperty property) => (Name, Value) = (property.Name, property.Value);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    public string Value { get; }

    /// <summary>The name and the value.</summary>
    public override string ToString() => $"{Name}={Value}";
}
