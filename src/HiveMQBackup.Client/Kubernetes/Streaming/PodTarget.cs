namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>What a connection to a pod is for.</summary>
/// <typeparam name="T">The connection.</typeparam>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
internal abstract record PodTarget<T>(string Namespace, string Pod) where T : class, IDisposable
{
    /// <summary>The kind of the connection.</summary>
    internal abstract PodResource Resource { get; }

    /// <summary>The request for such a connection.</summary>
    /// <param name="way">How it is requested.</param>
    /// <param name="server">The API server.</param>
    /// <param name="time">The clock of the connection.</param>
    internal abstract StreamUpgrade<T> Upgrade(StreamWay way, Uri server, TimeProvider time);

    /// <summary>Where the API server accepts requests for such connections to the pod.</summary>
    private protected Uri Address(Uri server, string query = "") => new(
        server,
        $"api/v1/namespaces/{Uri.EscapeDataString(Namespace)}/pods/{Uri.EscapeDataString(Pod)}/{Resource.Subresource}{query}");
}
