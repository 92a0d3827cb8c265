namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>A port of a pod.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Port">The port's number.</param>
internal sealed record PodPort(string Namespace, string Pod, int Port)
{
    /// <summary>Where the API server accepts requests for port-forwards to the pod.</summary>
    internal Uri PortForwardAddress(Uri server) =>
        new(server, $"api/v1/namespaces/{Uri.EscapeDataString(Namespace)}/pods/{Uri.EscapeDataString(Pod)}/portforward");

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Pod}:{Port}";
}
