using System.Net.Http.Headers;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The credential of one request to an API server: a header, a client certificate, both, or nothing.</summary>
internal sealed record ClusterCredential(AuthenticationHeaderValue? Header, ClientCertificate? Certificate)
{
    /// <summary>Neither header nor certificate.</summary>
    internal static ClusterCredential None { get; } = new(null, null);

    /// <summary>Only the scheme: a header's parameter is a secret.</summary>
    public override string ToString() => $"{Header?.Scheme ?? "no header"}, {(Certificate is null ? "no certificate" : "certificate")}";
}
