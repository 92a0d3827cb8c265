namespace HiveMQBackup.Client.Brokers;

/// <summary>A default that was applied because the user gave no value.</summary>
/// <param name="What">The parameter's concept: "namespace", "StatefulSet", "port".</param>
/// <param name="Value">The value that was used.</param>
/// <param name="Why">Where it comes from.</param>
public sealed record AppliedDefault(string What, string Value, string Why);
