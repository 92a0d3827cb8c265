namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>A credential in the kubeconfig itself. If it changes, it is another kubeconfig, with a session of its own.</summary>
internal sealed class FixedCredential<T>(T value) : ICredentialSource<T>
{
    /// <inheritdoc/>
    public T Get(Log log) => value;

    /// <inheritdoc/>
    public void Refresh(Log log)
    {
        // There is no other credential.
    }
}
