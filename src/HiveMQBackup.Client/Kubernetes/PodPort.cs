namespace HiveMQBackup.Client.Kubernetes;

/// <summary>A port of a pod.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Port">The port's number.</param>
internal sealed record PodPort(string Namespace, string Pod, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Pod}:{Port}";
}
