using System.Net.Http.Headers;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>Credentials from a kubeconfig, or from files that it names.</summary>
internal sealed class UserCredentials(ICredentialSource<AuthenticationHeaderValue?> header, ICredentialSource<ClientCertificate?> certificate) : IClusterCredentials
{
    private ClusterCredential Current => new(header.Get(), certificate.Get());

    /// <inheritdoc/>
    public ValueTask<ClusterCredential> GetAsync(CancellationToken cancel) => ValueTask.FromResult(Current);

    /// <inheritdoc/>
    public ValueTask<ClusterCredential?> RenewAsync(ClusterCredential refused, CancellationToken cancel)
    {
        header.Refresh();
        certificate.Refresh();
        var renewed = Current;
        return ValueTask.FromResult(renewed == refused ? null : renewed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Certificates may be in use by a handshake still; their finalizers release them.
    }
}
