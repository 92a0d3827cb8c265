namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A StatefulSet of HiveMQ nodes; by default "broker", 2 replicas, port "api" 8081.</summary>
public sealed class StatefulSetOptions : WorkloadOptions;
