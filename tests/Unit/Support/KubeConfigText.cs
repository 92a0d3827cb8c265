using System.Text;

namespace HiveMQBackup.Unit.Support;

/// <summary>Writes kubeconfigs of one context.</summary>
internal static class KubeConfigText
{
    /// <summary>A kubeconfig with the context "test"; cluster and user are lines like "token: abc".</summary>
    internal static string Of(Uri server, string cluster = "", string user = "", string? ns = "hivemq", string context = "test") => $"""
        apiVersion: v1
        kind: Config
        current-context: {context}
        contexts:
        - name: {context}
          context:
            cluster: c
            user: u
            {(ns is null ? "" : $"namespace: {ns}")}
        clusters:
        - name: c
          cluster:
            server: {server.GetLeftPart(UriPartial.Authority)}
        {Indented(cluster)}
        users:
        - name: u
          user:
            unused: 1
        {Indented(user)}
        """;

    internal static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Indented(string lines) => string.Join('\n', lines.Split('\n').Select(line => "    " + line));
}
