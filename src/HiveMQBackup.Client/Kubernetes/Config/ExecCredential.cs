using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>What an exec plugin prints: a token, a client certificate, or both.</summary>
internal sealed record ExecCredential(string? Token, ClientCertificate? Certificate, DateTimeOffset? Expires)
{
    private const string Kind = "ExecCredential";

    /// <summary>The name of a cluster's extension that is meant for exec plugins.</summary>
    private const string Extension = "client.authentication.k8s.io/exec";

    /// <summary>Reads the plugin's output; null if neither token nor certificate is in it.</summary>
    /// <param name="json">The output.</param>
    /// <param name="apiVersion">The version that the kubeconfig names, or null.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="FormatException">It is another object, or the token or the certificate cannot be used.</exception>
    internal static ExecCredential? Parse(string json, string? apiVersion)
    {
        using var document = JsonDocument.Parse(json);
        EnsureIs("kind", Kind, document.RootElement);
        EnsureIs("apiVersion", apiVersion, document.RootElement);
        if (document.RootElement.At("status") is not { ValueKind: JsonValueKind.Object } status) return null;
        var token = Text(status, "token");
        if (token is not null && !BearerToken.IsValid(token)) throw new FormatException("its token contains characters that are not allowed in a token");
        var certificate = ReadCertificate(Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
        var expires = DateTimeOffset.TryParse(
            Text(status, "expirationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : (DateTimeOffset?)null;
        return token is null && certificate is null ? null : new ExecCredential(token, certificate, expires);
    }

    // As client-go: another object may have a token in its status that is meant for another server.
    private static void EnsureIs(string field, string? expected, JsonElement printed)
    {
        if (expected is null || Text(printed, field) is not { } actual || actual == expected) return;
        throw new FormatException($"its {field} is '{TerminalText.Shorten(actual)}' instead of '{TerminalText.Shorten(expected)}'");
    }

    private static ClientCertificate? ReadCertificate(string? certificates, string? key)
    {
        if (certificates is null && key is null) return null;
        if (certificates is null || key is null) throw new FormatException("it has a certificate without a key, or a key without a certificate");
        try
        {
            return ClientCertificate.FromPem(certificates, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>The text for KUBERNETES_EXEC_INFO, which describes this client to the plugin.</summary>
    internal static string Request(string? apiVersion, KubeConfigEntry? cluster)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind);
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
        foreach (var key in new[] { "server", "tls-server-name", "proxy-url" })
        {
            if (cluster.Text(key) is { } value) json.WriteString(key, value);
        }
        if (Authorities(cluster) is { } authorities) json.WriteString("certificate-authority-data", authorities);
        foreach (var key in new[] { "insecure-skip-tls-verify", "disable-compression" })
        {
            if (cluster.Flag(key)) json.WriteBoolean(key, true);
        }
        if (cluster.Entries("extensions").FirstOrDefault(e => e.Text("name") == Extension) is { } extension) extension.WriteJson(json, "config", "extension");
        json.WriteEndObject();
    }

    // A plugin cannot know which folder a path belongs to: it gets what is in the file.
    private static string? Authorities(KubeConfigEntry cluster) => cluster.Text("certificate-authority-data") is { Length: > 0 } data
        ? data
        : cluster.FilePath("certificate-authority") is { } file ? Convert.ToBase64String(File.ReadAllBytes(file)) : null;

    private static string? Text(JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;
}
