namespace HiveMQBackup.Client.Brokers;

/// <summary>A default that was applied because the user did not say otherwise.</summary>
/// <param name="What">The parameter's concept: "namespace", "StatefulSet", "port".</param>
/// <param name="Value">The value that was taken.</param>
/// <param name="Why">Where it comes from.</param>
public sealed record AppliedDefault(string What, string Value, string Why);
