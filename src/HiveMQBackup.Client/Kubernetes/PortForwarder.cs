using System.Net;
using HiveMQBackup.Client.PortForward;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Opens port-forwards as kubectl does, and in another way where that is refused; what was taken is asked for first from then on.</summary>
/// <param name="server">The API server.</param>
/// <param name="api">Sends the requests within its limits.</param>
/// <param name="time">The clock.</param>
internal sealed class PortForwarder(ApiServer server, KubernetesApi api, TimeProvider time)
{
    private enum Way
    {
        /// <summary>Needs the right 'create', as kubectl always did.</summary>
        SpdyByPost,

        /// <summary>Needs the right 'get', and from Kubernetes 1.35 on 'create' as well.</summary>
        SpdyByGet,

        /// <summary>By GET as well; for clusters behind something that knows no SPDY.</summary>
        WebSocket,
    }

    private volatile Way _taken;

    /// <summary>Opens a TCP connection to a pod's port.</summary>
    /// <exception cref="PortForwardException">It was refused for another reason than a missing right, or broke.</exception>
    /// <exception cref="HiveMQBackupException">The API server is out of reach, or a right is missing.</exception>
    internal async Task<Stream> OpenAsync(Uri address, string ns, string pod, int port, CancellationToken cancel)
    {
        Exception? first = null;
        var way = _taken;
        while (true)
        {
            try
            {
                var connection = await api.CallAsync(limit => UpgradeAsync(way, address, ns, pod, port, limit), cancel).ConfigureAwait(false);
                _taken = way;
                return connection;
            }
            catch (HiveMQBackupException e) when (e.Failure == Failure.KubernetesForbidden && way == Way.SpdyByPost)
            {
                (first, way) = (e, Way.SpdyByGet);
            }
            catch (HiveMQBackupException e) when (e.Failure == Failure.KubernetesForbidden && first is not null)
            {
                throw InsteadOf(e, first);
            }
            catch (PortForwardException e) when (way != Way.WebSocket && e is PortForwardBrokenException or PortForwardRefusedException { MayBeItsProtocol: true })
            {
                Notice.Tell($"{Sentence(e)} It is asked for as a WebSocket instead.");
                first ??= e;
                way = Way.WebSocket;
            }
        }
    }

    // Where 'create' was missing, that is the right to ask for: kubectl needs it as well. Where SPDY had failed, the role may be for
    // SPDY alone, and what was wrong with that may pass, or be this pod's.
    private static Exception InsteadOf(HiveMQBackupException refused, Exception first) => first is HiveMQBackupException
        ? first
        : new PortForwardRefusedException($"{Sentence(first)} As a WebSocket it is refused as well: {refused.Message}", mayBeItsProtocol: true);

    // What a server says may end in any way.
    private static string Sentence(Exception e) => e.Message.TrimEnd('.', ' ') + ".";

    private async Task<Stream> UpgradeAsync(Way way, Uri address, string ns, string pod, int port, CancellationToken cancel)
    {
        var what = $"the port-forward to {ns}/{pod}:{port}";
        using var upgrade = Ask(way, address, port);
        var response = await server.SendAsync(upgrade.Request, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            if (await upgrade.OpenAsync(response, cancel).ConfigureAwait(false) is { } connection) return connection;
            response.Dispose();
            throw new PortForwardRefusedException($"{server.Address.Host} answered {what} with an upgrade to something else than was asked for.", mayBeItsProtocol: true);
        }
        using (response)
        {
            var said = await StatusText.ReadAsync(response, cancel).ConfigureAwait(false);
            var mayBeItsProtocol = MayBeItsProtocol(response.StatusCode, said);
            var missing = mayBeItsProtocol && way != Way.WebSocket
                ? null
                : KubernetesFailures.FromStatus((int)response.StatusCode, said.Message, way == Way.SpdyByPost ? "create" : "get", "pods/portforward", ns, api);
            throw missing ?? (Exception)new PortForwardRefusedException(
                $"The API server {server.Address.Host} refused {what} with {(int)response.StatusCode}: {said.Message}", mayBeItsProtocol);
        }
    }

    private PortForwardUpgrade Ask(Way way, Uri address, int port) => way switch
    {
        Way.WebSocket => new WebSocketUpgrade(address, port),
        _ => new SpdyUpgrade(way == Way.SpdyByPost ? HttpMethod.Post : HttpMethod.Get, address, port, time),
    };

    // A proxy that upgrades to nothing but WebSockets says so with any status, 403 among them; an API server that never saw the
    // upgrade calls the request a bad one. A 401 is always about who asks.
    private static bool MayBeItsProtocol(HttpStatusCode status, StatusText said) =>
        status == HttpStatusCode.BadRequest || (!said.IsStatus && status != HttpStatusCode.Unauthorized);
}
