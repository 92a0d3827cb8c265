using System.Text;
using System.Text.Json;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>What an exec plugin prints: a token, a client certificate, or both.</summary>
internal sealed record ExecCredential(string? Token, string? ClientCertificate, string? ClientKey, DateTimeOffset? Expires)
{
    /// <summary>Reads the plugin's output; null where neither token nor certificate is in it.</summary>
    internal static ExecCredential? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("status", out var status)
            || status.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        var credential = new ExecCredential(
            Text(status, "token"),
            Text(status, "clientCertificateData"),
            Text(status, "clientKeyData"),
            DateTimeOffset.TryParse(Text(status, "expirationTimestamp"), System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null);
        return credential.Token is null && credential.ClientCertificate is null ? null : credential;
    }

    /// <summary>The text for KUBERNETES_EXEC_INFO, which tells the plugin who asks.</summary>
    internal static string Request(string? apiVersion, KubeConfigEntry? cluster)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", apiVersion ?? "client.authentication.k8s.io/v1");
            json.WriteStartObject("spec");
            json.WriteBoolean("interactive", false);
            if (cluster is not null) WriteCluster(json, cluster);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteCluster(Utf8JsonWriter json, KubeConfigEntry cluster)
    {
        json.WriteStartObject("cluster");
        foreach (var key in new[] { "server", "tls-server-name", "certificate-authority-data", "proxy-url" })
        {
            if (cluster.Text(key) is { } value) json.WriteString(key, value);
        }
        json.WriteBoolean("insecure-skip-tls-verify", cluster.Flag("insecure-skip-tls-verify"));
        json.WriteEndObject();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
