using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Runs calls to an API server within their time limit, and explains their errors.</summary>
/// <param name="cluster">The cluster, for messages.</param>
internal sealed class KubernetesCall(ClusterAddress cluster)
{
    /// <summary>How long a request may take, with the pauses that the API server asks for.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Sends one request within a limit, and explains its error.</summary>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, or does not accept the credentials.</exception>
    internal async Task<T> RunAsync<T>(Func<CallScope, CancellationToken, Task<T>> call, CallScope scope, CancellationToken cancel)
    {
        using var limit = new TimeLimit(Limit, TimeProvider.System, scope, cancel);
        try
        {
            return await call(limit.Scope, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or AuthenticationException or SocketException or IOException and not TransportException)
        {
            throw KubernetesErrors.Unreachable(cluster, e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw KubernetesErrors.NotKubernetes(cluster, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw KubernetesErrors.TimedOut(cluster, Limit, e);
        }
    }
}
