using System.Net.Sockets;
using System.Security.Authentication;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Recognizes a connection that the server has ended by a TLS alert, as after it rejects the client certificate.</summary>
internal static class CertificateRefusal
{
    /// <summary>Whether the request failed for that, and can be sent again.</summary>
    internal static bool Is(HttpRequestException failed, HttpRequestMessage request) => IsAlert(failed) && CanRepeat(request);

    private static bool IsAlert(Exception failed)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            // What this side finds wrong with the server's certificate has no cause of its own.
            if (cause is AuthenticationException) return cause.InnerException is not null;
            // In TLS 1.3 the client's handshake is over by then; a lost connection has a socket's error as its cause, or none.
            if (cause is IOException { InnerException: not (null or SocketException or IOException) }) return true;
        }
        return false;
    }

    // After the handshake, only a request that changes nothing: a later alert would look the same.
    private static bool CanRepeat(HttpRequestMessage request) =>
        ConnectState.IsConnecting(request) || request.Method == HttpMethod.Get || request.Headers.Upgrade.Count > 0;
}
