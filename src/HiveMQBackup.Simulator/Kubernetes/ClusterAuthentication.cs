using HiveMQBackup.Simulator.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>Who may talk to the API server: the bearer of the token, or of a client certificate of the own CA.</summary>
internal sealed class ClusterAuthentication(SimulatedClusterOptions options)
{
    /// <summary>The TLS settings of the API server; null without TLS.</summary>
    public HttpsConnectionAdapterOptions? Https => !options.Tls ? null : new HttpsConnectionAdapterOptions
    {
        ServerCertificate = Certificates.Server,
        ClientCertificateMode =
            options.ClientCertificate ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate,
        // As in Kubernetes, a foreign certificate gets a 401 and not a broken handshake.
        ClientCertificateValidation = (_, _, _) => true,
    };

    public bool IsSignedIn(HttpContext context)
    {
        if (options.ClientCertificate)
            return context.Connection.ClientCertificate is { } certificate && Certificates.IsIssuedHere(certificate);
        // No client sends a kubeconfig's token over plain http.
        return !options.Tls || options.BearerToken is null || context.Request.Headers.Authorization.ToString() == "Bearer " + options.BearerToken;
    }
}
