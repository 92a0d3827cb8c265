using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Cmdlets.Hosting;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>
/// Asks a broker for its backups, to see whether its REST API responds. Must not need the pipeline thread: a later command of the
/// pipeline may hold it for longer than the check may take.
/// </summary>
internal static class RestApiProbe
{
    /// <summary>How long one check may take.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The problem reported for a broker that took longer.</summary>
    internal static readonly string TimedOut = $"no response within {Limit.TotalSeconds:0} s";

    /// <summary>Why the broker's REST API does not respond, in a few words; null if it does.</summary>
    internal static async Task<string?> ProblemAsync(
        BrokerSessions sessions, ClusterSession cluster, BrokerWorkload workload, BrokerTarget target, string folder, Log log, CancellationToken cancel)
    {
        if (workload.Replicas == 0) return "scaled to 0 pods";
        if (workload.ReadyPods == 0) return "no pod is ready";
        if (workload.ApiPort is null) return "no REST API port";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            // Of many brokers, some are checked after the first login has expired, and a login in a browser takes longer.
            await cluster.LogInAsync(cancel).ConfigureAwait(false);
            limit.CancelAfter(Limit);
            var session = await sessions.GetAsync(target, folder, log, limit.Token).ConfigureAwait(false);
            await session.Api.ListBackupsAsync(limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (HiveMQBackupException e)
        {
            return Words(e, target.Credentials is not null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return TimedOut;
        }
    }

    // Short enough for the last column of the table.
    private static string Words(HiveMQBackupException e, bool hasCredentials) => e.Code switch
    {
        ErrorCode.HiveMQUnauthorized => hasCredentials ? "credentials rejected" : "credentials required",
        ErrorCode.HiveMQForbidden => "user lacks a permission",
        ErrorCode.HiveMQUnavailable => "does not respond",
        ErrorCode.RestApiNotFound => "no backup API",
        ErrorCode.PortForwardFailed => "port-forward failed",
        ErrorCode.KubernetesForbidden => "a permission is missing",
        ErrorCode.NoReadyPod => "no pod is ready",
        _ => TerminalText.Shorten(e.Message, 60),
    };
}
