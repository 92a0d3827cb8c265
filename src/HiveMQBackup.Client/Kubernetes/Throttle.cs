using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Retries what an overloaded API server did not execute, after the delay that it asks for.</summary>
/// <param name="cluster">The cluster, for messages.</param>
/// <param name="time">The clock.</param>
internal sealed class Throttle(ClusterAddress cluster, TimeProvider time)
{
    // As client-go.
    private const int MostRepeats = 10;

    /// <summary>Runs a call that ends with a <see cref="ThrottledException"/> if the API server asks to wait.</summary>
    /// <exception cref="HiveMQBackupException">The API server asks for more time than a call has, or asks again and again.</exception>
    /// <param name="call">The call.</param>
    /// <param name="scope">The call that it is part of, whose log receives when it is retried.</param>
    /// <param name="cancel">Ends it, and the pauses.</param>
    /// <param name="request">The request to a node that waits meanwhile, or null.</param>
    internal async Task<T> RunAsync<T>(Func<Task<T>> call, CallScope scope, CancellationToken cancel, HttpRequestMessage? request = null)
    {
        var began = time.GetTimestamp();
        for (var repeats = 0; ; repeats++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (ThrottledException e)
            {
                if (repeats == MostRepeats || e.Wait >= Left(scope, began)) throw KubernetesErrors.Throttled(cluster, e);
                scope.Log.Tell($"The Kubernetes API server {cluster.Server.Host} is overloaded ({(int)e.Status}). Retrying in {e.Wait.TotalSeconds:0.0} s.");
                using (NodeTimeLimit.Suspend(request)) await Task.Delay(e.Wait, time, cancel).ConfigureAwait(false);
            }
        }
    }

    // Less if the rest of the call, such as another node, has used up its time.
    private TimeSpan Left(CallScope scope, long began)
    {
        var left = KubernetesCall.Limit - time.GetElapsedTime(began);
        return scope.Limit?.LeftOfAll is { } whole && whole < left ? whole : left;
    }

    /// <summary>What a response asks for; null if it is final.</summary>
    internal ThrottledException? ExceptionFor(HttpResponseMessage response, string message) => ThrottledException.From(response, message, time.GetUtcNow());
}
