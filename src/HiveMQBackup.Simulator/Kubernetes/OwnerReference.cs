namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The controller that a pod belongs to.</summary>
internal sealed record OwnerReference(string Kind, string Name, string Uid);
