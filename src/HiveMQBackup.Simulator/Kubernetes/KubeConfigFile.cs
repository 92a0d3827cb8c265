using System.Security.Cryptography.X509Certificates;
using System.Text;
using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>Writes kubeconfig text.</summary>
internal static class KubeConfigFile
{
    public static string Write(Uri server, string? caPem, string context, string? ns, string? token, string? certificateUser)
    {
        var text = new StringBuilder()
            .AppendLine("apiVersion: v1")
            .AppendLine("kind: Config")
            .AppendLine("clusters:")
            .AppendLine("- name: simulator")
            .AppendLine("  cluster:")
            .AppendLine(null, $"    server: {server.GetLeftPart(UriPartial.Authority)}");
        if (caPem is not null)
            text.AppendLine(null, $"    certificate-authority-data: {Base64(caPem)}");
        text.AppendLine("users:").AppendLine("- name: simulator");
        AppendUser(text, token, certificateUser);
        text.AppendLine("contexts:")
            .AppendLine(null, $"- name: {context}")
            .AppendLine("  context:")
            .AppendLine("    cluster: simulator")
            .AppendLine("    user: simulator");
        if (ns is not null)
            text.AppendLine(null, $"    namespace: {ns}");
        return text.AppendLine(null, $"current-context: {context}").ToString();
    }

    /// <summary>Saves a kubeconfig so that no other user can read the secrets in it.</summary>
    public static void Save(string path, string text)
    {
        // A file that exists would keep its mode.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
    }

    private static void AppendUser(StringBuilder text, string? token, string? certificateUser)
    {
        if (token is null && certificateUser is null)
        {
            text.AppendLine("  user: {}");
            return;
        }
        text.AppendLine("  user:");
        if (token is not null)
            text.AppendLine(null, $"    token: {token}");
        if (certificateUser is null)
            return;
        var certificate = Certificates.User(certificateUser);
        text.AppendLine(null, $"    client-certificate-data: {Base64(certificate.ExportCertificatePem())}");
        using var key = certificate.GetECDsaPrivateKey()!;
        text.AppendLine(null, $"    client-key-data: {Base64(key.ExportECPrivateKeyPem())}");
    }

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}
