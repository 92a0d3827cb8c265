namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>What the kubeconfig itself holds. Where that changes, it is another kubeconfig, with a session of its own.</summary>
internal sealed class FixedCredential<T>(T value) : ICredentialSource<T>
{
    /// <inheritdoc/>
    public T Get() => value;

    /// <inheritdoc/>
    public void Refresh()
    {
        // There is nothing else.
    }
}
