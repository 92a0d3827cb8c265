namespace HiveMQBackup.Client.Brokers;

/// <summary>Uses the API server's proxy if the cluster and the broker allow it.</summary>
internal static class AutoTransport
{
    /// <summary>Opens the session over the proxy, sends one request over it, and falls back to a port-forward if that is refused.</summary>
    internal static async Task<BrokerSession> ChooseAsync(
        BrokerTarget target, Func<Transport, AppliedDefault, BrokerSession> open, CancellationToken cancel)
    {
        if (target.Credentials is not null) return open(Transport.PortForward, AppliedDefault.OfTransport(Transport.PortForward, "the pod proxy would drop the credentials"));
        var proxied = open(Transport.Proxy, AppliedDefault.OfTransport(Transport.Proxy, "allowed, and the broker requires no credentials"));
        try
        {
            await proxied.Api.ListBackupsAsync(cancel).ConfigureAwait(false);
            return proxied;
        }
        catch (HiveMQBackupException e) when (e.Code is ErrorCode.KubernetesForbidden)
        {
            return open(Transport.PortForward, AppliedDefault.OfTransport(Transport.PortForward, "the permission for pods/proxy is missing"));
        }
        catch (HiveMQBackupException e) when (e.Code is ErrorCode.HiveMQUnauthorized)
        {
            return open(Transport.PortForward, AppliedDefault.OfTransport(Transport.PortForward, "the broker requires credentials"));
        }
        catch (HiveMQBackupException e) when (e is { Code: ErrorCode.HiveMQUnavailable, Cause: not ErrorCause.Throttled })
        {
            // A REST API that listens on the pod's loopback only, HiveMQ's default, is out of reach for the API server.
            return open(Transport.PortForward, AppliedDefault.OfTransport(Transport.PortForward, "the pod proxy does not reach the broker"));
        }
    }
}
