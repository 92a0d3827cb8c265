using System.Globalization;
using System.Text.Json;
using HiveMQBackup.Client.Kubernetes.Streaming;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Exec;

/// <summary>The kubelet's Status object at the end of a command.</summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/remotecommand: "NonZeroExitCode" with a cause "ExitCode".</remarks>
internal static class ExecStatus
{
    /// <summary>The command's exit code.</summary>
    /// <exception cref="PodStreamException">The kubelet could not run the command, or there is no Status object.</exception>
    internal static int ExitCode(string json)
    {
        try
        {
            using var status = JsonDocument.Parse(json);
            if (status.RootElement.At("status")?.GetString() == "Success") return 0;
            if (CodeOf(status.RootElement) is { } code) return code;
            throw new PodStreamErrorException(PodResource.Exec, status.RootElement.At("message")?.GetString() ?? json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PodStreamBrokenException(PodResource.Exec, "The exec session's connection ended without a status.", e);
        }
    }

    private static int? CodeOf(JsonElement status)
    {
        if (status.At("details", "causes") is not { ValueKind: JsonValueKind.Array } causes) return null;
        foreach (var cause in causes.EnumerateArray())
        {
            if (cause.At("reason")?.GetString() == "ExitCode"
                && int.TryParse(cause.At("message")?.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) return code;
        }
        return null;
    }
}
