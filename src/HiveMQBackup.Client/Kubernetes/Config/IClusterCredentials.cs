using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The credentials of one user for an API server, refreshed as they expire. Safe for use by several requests at once.</summary>
internal interface IClusterCredentials : IDisposable
{
    /// <summary>The credential that is valid now.</summary>
    /// <exception cref="HiveMQBackupException">There is none, or it has expired and cannot be refreshed.</exception>
    ValueTask<ClusterCredential> GetAsync(CallScope scope, CancellationToken cancel);

    /// <summary>Looks for another credential than the one that the API server has refused.</summary>
    /// <returns>The other credential, or null if there is none.</returns>
    /// <exception cref="HiveMQBackupException">It cannot be refreshed.</exception>
    ValueTask<ClusterCredential?> RenewAsync(ClusterCredential refused, CallScope scope, CancellationToken cancel);
}
