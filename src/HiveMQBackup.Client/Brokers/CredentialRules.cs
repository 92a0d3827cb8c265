using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Brokers;

/// <summary>Where a broker's credentials are allowed to go. Checks the effective target, from any command or object.</summary>
internal static class CredentialRules
{
    /// <summary>The target with a transport that is allowed for its credentials: the API server's pod proxy must not see them.</summary>
    /// <param name="target">Which broker is meant.</param>
    /// <param name="log">Receives that another transport is used.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.ConflictingParameters"/>: the user named the proxy.</exception>
    internal static BrokerTarget WithoutProxy(BrokerTarget target, Log log)
    {
        if (target is not { Credentials: not null, Transport: Transport.Proxy }) return target;
        if (!target.IsTransportChosen)
        {
            throw new HiveMQBackupException(
                ErrorCode.ConflictingParameters,
                "The broker's credentials cannot be sent over the pod proxy: the Kubernetes API server would receive and drop them.",
                new ErrorCause.CredentialsOverProxy());
        }
        log.Tell("The broker's credentials are not sent through the API server's pod proxy; using a port-forward.");
        return target with { Transport = Transport.PortForward };
    }

    /// <summary>Makes sure that credentials do not cross a network unencrypted, unless that is allowed.</summary>
    /// <param name="target">Which broker is meant, and what is allowed.</param>
    /// <param name="address">Where the first connection goes: to the REST API, or to the Kubernetes API server.</param>
    /// <param name="proxy">The proxy of the kubeconfig that leads there, or null. This machine is reached over no other one.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.UnencryptedAuthentication"/></exception>
    internal static void EnsureEncrypted(BrokerTarget target, Uri address, ProxyServer? proxy = null)
    {
        if (target.Credentials is null || target.AllowUnencryptedAuthentication || address.Scheme != Uri.UriSchemeHttp) return;
        // What is localhost to the proxy is another machine.
        if (proxy is null && ThisMachine.Is(address)) return;
        if (target.Uri is null)
        {
            // TLS to the REST listener runs inside the port-forward, from here to the pod.
            if (target.UseTls) return;
            throw new HiveMQBackupException(
                ErrorCode.UnencryptedAuthentication,
                $"The broker's credentials would be sent unencrypted to the Kubernetes API server {address.Authority}{(proxy is null ? "" : $" through the proxy {proxy}")}: its address in the kubeconfig is plain http.",
                new ErrorCause.UnencryptedCluster());
        }
        throw new HiveMQBackupException(ErrorCode.UnencryptedAuthentication, $"The broker's credentials would be sent unencrypted to {address.Authority}: its address is plain http.");
    }
}
