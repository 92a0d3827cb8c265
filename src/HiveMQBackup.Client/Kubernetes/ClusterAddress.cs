namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Which cluster is meant, for messages.</summary>
/// <param name="Server">The API server's address; ends with a slash.</param>
/// <param name="Context">The context's name, or "in-cluster".</param>
internal sealed record ClusterAddress(Uri Server, string Context);
