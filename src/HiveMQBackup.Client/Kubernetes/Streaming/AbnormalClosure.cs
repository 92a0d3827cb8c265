using System.Net.WebSockets;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>Explains a WebSocket that was closed with a status other than 1000.</summary>
internal static class AbnormalClosure
{
    /// <summary>The error of a WebSocket that the server, or a proxy before it, has closed.</summary>
    /// <param name="socket">The WebSocket.</param>
    /// <param name="resource">What the connection was for.</param>
    internal static PodStreamBrokenException Of(WebSocket socket, PodResource resource) =>
        new(resource, $"The {resource.Noun} was closed with status {(int?)socket.CloseStatus}{Reason(socket.CloseStatusDescription)}.");

    private static string Reason(string? description) => string.IsNullOrEmpty(description) ? "" : $" ({description})";
}
