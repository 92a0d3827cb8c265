using System.Net.Http.Headers;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>Credentials from a kubeconfig, or from files that it names.</summary>
internal sealed class UserCredentials(ICredentialSource<AuthenticationHeaderValue?> header, ICredentialSource<ClientCertificate?> certificate) : IClusterCredentials
{
    /// <inheritdoc/>
    public ValueTask<ClusterCredential> GetAsync(CallScope scope, CancellationToken cancel) => ValueTask.FromResult(Current(scope.Log));

    /// <inheritdoc/>
    public ValueTask<ClusterCredential?> RenewAsync(ClusterCredential refused, CallScope scope, CancellationToken cancel)
    {
        header.Refresh(scope.Log);
        certificate.Refresh(scope.Log);
        var renewed = Current(scope.Log);
        return ValueTask.FromResult(renewed == refused ? null : renewed);
    }

    private ClusterCredential Current(Log log) => new(header.Get(log), certificate.Get(log));

    /// <inheritdoc/>
    public void Dispose()
    {
        // Certificates may be in use by a handshake still; their finalizers release them.
    }
}
